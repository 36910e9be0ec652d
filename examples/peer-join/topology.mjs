/** The join of `bench/peer`, also written for Kafka Streams and Quix: ticks → candles → market; signals ⋈ market → intents. */
import { readFileSync } from 'node:fs'
import { bindStep, keyValueStore, tagged, topic, topology } from 'ilf-streams'
import { closed, hasEnded, isLate, NO_CANDLE, priceBefore, withTick } from './candle.mjs'
import { intentOf, isActionable } from './intent.mjs'
import { closeCandle, NEW_MARKET } from './market.mjs'

const contract = (name) => JSON.parse(readFileSync(new URL(`./contract/${name}.avsc`, import.meta.url), 'utf8'))
const bySymbol = ({ symbol }) => symbol

/** The three topics of the job. The harness chooses their names. */
export function peerTopics({ ticks = 'peer.tick', signals = 'peer.signal', intents = 'peer.intent' } = {}) {
  const retained = { retentionMs: -1 }
  return {
    tick: topic(ticks, contract('market.tick'), bySymbol, retained),
    signal: topic(signals, contract('ai.signal'), bySymbol, retained),
    intent: topic(intents, contract('trade.intent'), bySymbol, retained),
  }
}

/** Takes one record of a symbol; returns the intents it leads to. */
function join({ candles, markets }, { from, record }) {
  const { key, value } = record
  const timeMs = value.event_time
  let candle = candles.get(key) ?? NO_CANDLE
  if (from === 'signal' && !isActionable(value)) return []
  if (hasEnded(candle, timeMs)) {
    markets.set(key, closeCandle(markets.get(key) ?? NEW_MARKET, candle))
    candle = closed(candle)
    candles.set(key, candle)
  }
  if (from === 'tick') {
    if (!isLate(candle, timeMs)) candles.set(key, withTick(candle, timeMs, value.price))
    return []
  }
  const intent = intentOf(value, priceBefore(candle, timeMs), markets.get(key) ?? NEW_MARKET)
  return intent === null ? [] : [{ value: intent, traceId: record.traceId }]
}

/** The topology on its topics. */
export function peerJoin({ tick, signal, intent }) {
  return topology({
    name: 'peer-join',
    doc: 'ticks → candles → market; signals ⋈ market → intents',
    config: {},
    sources: { tick, signal },
    stores: { candles: keyValueStore('candles'), markets: keyValueStore('markets') },
    sinks: { intent },
    build: ({ tick, signal }, { stores }) => ({
      intent: tagged({ tick, signal }).pipe(bindStep('join', (input) => join(stores, input))),
    }),
  })
}
