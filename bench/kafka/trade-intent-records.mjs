/** What trade-intent reads: the shipped recording with the built-in model's signals, at once or at the pace of a clock. */

import { DEFAULT_CONFIG } from '../../dist/config/config.js'
import { EmbeddedRuntime } from '../../dist/runtime/embedded/embedded-runtime.js'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { TopicReader } from '../../dist/runtime/embedded/topic-reader.js'
import { topics, topicsByName } from '../../dist/topics.js'
import { aiBaseline, tradeIntent } from '../../dist/topologies/index.js'
import { recordedBatches, sourceOf } from '../support/records.mjs'
import { producing } from './producing.mjs'

const REQUEST_RECORDS = 5_000
const SOURCES = tradeIntent.sources.map(({ topic }) => topic.name)

/** The recording's records that trade-intent reads and the signals that the built-in model makes of them, in order of time. */
async function recorded() {
  const batches = await recordedBatches()
  const storage = openStorage(':memory:')
  const runtime = new EmbeddedRuntime({
    topologies: [aiBaseline],
    config: DEFAULT_CONFIG,
    configDigest: 'bench',
    storage,
  })
  await runtime.run(sourceOf(batches))
  const signals = [...new TopicReader(storage).records(topics.aiSignal)].map(({ key, timestamp, value }) => {
    return { topic: topics.aiSignal.name, key, timestamp, value }
  })
  const external = batches.flat().filter(({ topic }) => SOURCES.includes(topic))
  return [...external, ...signals].sort((a, b) => a.timestamp - b.timestamp)
}

/** Publishes them under a prefix; returns how many there are, and how many of them are signals. */
export async function loadRecorded(kafka, serde, topicPrefix) {
  const records = await recorded()
  const names = Object.fromEntries(SOURCES.map((name) => [name, topicPrefix + name]))
  await producing(kafka, async (send) => {
    for (let at = 0; at < records.length; at += REQUEST_RECORDS) {
      const messages = records.slice(at, at + REQUEST_RECORDS).map(({ topic, key, timestamp, value }) => {
        return {
          kind: topic,
          key,
          timestamp: String(timestamp),
          value: serde.encode(topicsByName.get(topic).codec, value),
        }
      })
      await send(messages, names)
    }
  })
  return { records: records.length, signals: records.filter(({ topic }) => topic === topics.aiSignal.name).length }
}

/** Ticks and signals of this project's contracts, for `pace`. */
export function pacedMessages(serde) {
  const message = (kind, topic, value) => {
    const bytes = serde.encode(topic.codec, value)
    return { kind, key: value.symbol, timestamp: String(value.event_time), value: bytes }
  }
  return {
    tick: ({ symbol, timeMs, price }) =>
      message('tick', topics.marketTick, {
        symbol,
        event_time: timeMs,
        exchange: 'binanceusdm',
        market: symbol,
        role: 'TRADED',
        price,
        volume: 1,
        ingest_time: timeMs,
      }),
    signal: ({ symbol, timeMs, price, number }) =>
      message('signal', topics.aiSignal, {
        symbol,
        event_time: timeMs,
        signal_id: `${symbol}-${number}`,
        action: number % 2 === 0 ? 'BUY' : 'SELL',
        confidence: 0.8,
        timeframe: '5m',
        model: 'bench',
        reference_price: price,
      }),
  }
}
