/** Workload W of the peers as records: what goes into the topics at once, or at the pace of a clock. */
import { readFileSync } from 'node:fs'
import avro from 'avsc'
import { candles, signal, tick, workload } from '../peer/workload.mjs'
import { producing } from './producing.mjs'

const contract = (name) =>
  avro.Type.forSchema(
    JSON.parse(readFileSync(new URL(`../../examples/peer-join/contract/${name}.avsc`, import.meta.url), 'utf8')),
  )
/** Schema ids are fixed by the peers' contract. */
const TYPES = { tick: { id: 1, type: contract('market.tick') }, signal: { id: 2, type: contract('ai.signal') } }
export const INTENT_TYPE = contract('trade.intent')
const REQUEST_RECORDS = 5_000

/** A record of the workload as kafkajs takes it: `{ kind: 'tick' | 'signal', value }`. */
function message({ kind, value }) {
  const { id, type } = TYPES[kind]
  const head = Buffer.alloc(5)
  head.writeUInt32BE(id, 1)
  return {
    kind,
    key: value.symbol,
    timestamp: String(value.event_time),
    value: Buffer.concat([head, type.toBuffer(value)]),
  }
}

/** The peers' ticks and signals at a moment, for `pace`. */
export const peerMessages = {
  tick: ({ symbol, timeMs, price }) => message({ kind: 'tick', value: tick(symbol, timeMs, price, 1) }),
  signal: ({ symbol, timeMs, price, number }) =>
    message({ kind: 'signal', value: signal(symbol, timeMs, number, price) }),
}

/** Publishes the whole workload; returns how many records it has. */
export function load(kafka, topics, repeat) {
  return producing(kafka, async (send) => {
    let count = 0
    let waiting = []
    for (const record of workload(candles(), repeat)) {
      count += 1
      waiting.push(message(record))
      if (waiting.length < REQUEST_RECORDS) continue
      await send(waiting, topics)
      waiting = []
    }
    await send(waiting, topics)
    return count
  })
}
