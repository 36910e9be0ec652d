/** Questions to the served engine over HTTP, through the bridge's guards and checks: alone, and 42 symbols at a time. */
import { setMaxListeners } from 'node:events'
import { AiBridge } from '../../dist/connectors/ai-bridge/bridge.js'
import { BridgeStats } from '../../dist/connectors/ai-bridge/bridge-stats.js'
import { DEFAULT_GUARDS, guardedEngine } from '../../dist/connectors/ai-bridge/guarded-engine.js'
import { Questions } from '../../dist/connectors/ai-bridge/questions.js'
import { startEngine } from '../../dist/engine-app.js'
import { perSecond, round } from '../support/measure.mjs'

const TIMEFRAME_MS = 60_000
const SYMBOLS = 42
const CANDLES = 60
/** Candles that have their own history are asked about: the questions of a running bridge carry 30. */
const WARM = 31

const server = await startEngine({
  host: '127.0.0.1',
  port: 0,
  maxMarkets: 100,
  onError: (error) => console.error(error),
})
const engine = guardedEngine(server.url, DEFAULT_GUARDS, () => {})
const stats = new BridgeStats()
const options = { maxAgeMs: Number.POSITIVE_INFINITY, hasFallback: true, isPlain: false, stats, now: Date.now }
const bridge = new AiBridge({ engine, timeframe: '1m', ...options })
const never = new AbortController().signal
setMaxListeners(SYMBOLS, never)

/** The intervals of each minute, one for each symbol. */
const minutes = []
const questions = new Questions(TIMEFRAME_MS)
for (let minute = 0; minute < CANDLES; minute++) {
  const intervals = []
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    const price = 100 * (1 + symbol / 1000) ** minute
    const time = 1_764_547_200_000 + minute * TIMEFRAME_MS
    const tick = { symbol: `S${symbol}USDT`, event_time: time, role: 'TRADED', price, volume: 1 }
    const interval = questions.take(tick)
    if (interval !== null && minute >= WARM) intervals.push(interval)
  }
  if (intervals.length > 0) minutes.push(intervals)
}

async function timed(intervals) {
  const startMs = performance.now()
  const latencies = await Promise.all(
    intervals.map(async (interval) => {
      const { signal } = await bridge.answer(interval, { partition: 0, offset: 0 }, never)
      if (signal.model !== 'baseline-ensemble') throw new Error(signal.reason)
      return performance.now() - startMs
    }),
  )
  return { latencies, durationMs: performance.now() - startMs }
}

const percentile = (values, share) => round([...values].sort((a, b) => a - b)[Math.floor(values.length * share)])
const [first, ...rest] = minutes
await timed(first)
const alone = []
for (const interval of rest.slice(0, 10).flat()) alone.push((await timed([interval])).durationMs)
const together = []
for (const intervals of rest) together.push(await timed(intervals))
const latencies = together.flatMap((one) => one.latencies)
const durationMs = together.reduce((sum, one) => sum + one.durationMs, 0)
console.log(
  JSON.stringify({
    case: 'ai-bridge',
    alone: { questions: alone.length, p50_ms: percentile(alone, 0.5), p99_ms: percentile(alone, 0.99) },
    symbols_at_once: SYMBOLS,
    concurrency: DEFAULT_GUARDS.concurrency,
    together: {
      questions: latencies.length,
      per_s: perSecond(latencies.length, durationMs),
      p50_ms: percentile(latencies, 0.5),
      p99_ms: percentile(latencies, 0.99),
    },
  }),
)
await server.close()
