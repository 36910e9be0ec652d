/** Workload W of the peer benchmark: what the shipped minute candles become as ticks and signals. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export const MINUTE_MS = 60_000
const FILE = new URL('../../data/binance-usdm-1m-2025-12.csv.gz', import.meta.url)
const ACTIONS = ['BUY', 'SELL', 'HOLD']

/** The candles of the recording, in the order of the file. */
export function candles() {
  const lines = gunzipSync(readFileSync(FILE)).toString().trim().split('\n').slice(1)
  return lines.map((line) => {
    const [t, symbol, open, high, low, close, volume] = line.split(',')
    return { t: +t, symbol, open: +open, high: +high, low: +low, close: +close, volume: +volume }
  })
}

/** FNV-1a with a murmur3 finaliser: well spread, the same in every language. */
export function hash(text) {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** How far each repeat is shifted, ms: past the end of the one before. */
export function spanOf(all) {
  const times = all.map(({ t }) => t)
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))]
  return last + MINUTE_MS - first + MINUTE_MS
}

export function tick(symbol, timeMs, price, volume) {
  const unknown = { bid: null, ask: null, high_24h: null, low_24h: null, change_24h_pct: null, volume_24h: null }
  return { symbol, exchange: 'binance', event_time: timeMs, price, volume, ...unknown, ingest_time: timeMs }
}

/** The signal of a symbol: action and confidence are a hash of symbol and salt. */
export function signal(symbol, timeMs, salt, price) {
  return {
    signal_id: `${symbol}-${salt}`,
    symbol,
    event_time: timeMs,
    action: ACTIONS[hash(`${symbol}|${salt}`) % 3],
    confidence: 0.3 + 0.6 * (hash(`${symbol}|${salt}|confidence`) / 4294967296),
    timeframe: '1m',
    model: 'bench',
    reason: null,
    reference_price: price,
  }
}

/** Ticks (`kind: 'tick'`) and signals of candles, in event-time order, each with its value. */
export function* workload(all, repeat = 1) {
  const once = []
  for (const { t, symbol, open, high, low, close, volume } of all) {
    const inner = close >= open ? [low, high] : [high, low]
    const prices = [open, ...inner, close]
    const offsets = [0, 15_000, 30_000, MINUTE_MS - 1]
    for (let i = 0; i < 4; i++) once.push({ time: t + offsets[i], symbol, price: prices[i], volume: volume / 4 })
    once.push({ time: t + MINUTE_MS, symbol, price: close, volume: null })
  }
  once.sort((a, b) => a.time - b.time || (b.volume === null ? 1 : 0) - (a.volume === null ? 1 : 0))
  const span = spanOf(all)
  for (let r = 0; r < repeat; r++) {
    for (const { time, symbol, price, volume } of once) {
      const timeMs = time + r * span
      if (volume === null) yield { kind: 'signal', value: signal(symbol, timeMs, timeMs / MINUTE_MS, price) }
      else yield { kind: 'tick', value: tick(symbol, timeMs, price, volume) }
    }
  }
}
