/** Turns checked request bodies into prices and candles: the checks that a JSON schema cannot make. */
import type { PricePoint } from '../../domain/baseline/candle-series.ts'
import { type Candle, isSound, timeframeMs } from '../../domain/candle.ts'
import type { CandleBody, SignalQuestion } from './contract.ts'
import { EngineRefusal } from './refusal.ts'

/** How far a client's clock may be ahead, ms: a price of tomorrow would make every price of today late. */
const MAX_LEAD_MS = 60_000

/** The price of a question. Throws an EngineRefusal where its time lies in the future. */
export function pricePointOf({ price, volume, event_time }: SignalQuestion, nowMs: number): PricePoint {
  const timeMs = event_time ?? nowMs
  if (timeMs > nowMs + MAX_LEAD_MS) {
    throw refused(
      `event_time ${timeMs} is ${timeMs - nowMs} ms ahead of this server: check the clocks, or leave it out`,
    )
  }
  return { timeMs, price, volume }
}

/** Candles of a request. Throws an EngineRefusal that names the first one that is none, or is not closed yet. */
export function candlesOf(bodies: readonly CandleBody[], timeframe: string, nowMs: number): readonly Candle[] {
  const frameMs = timeframeMs(timeframe)
  return bodies.map(({ open_time: openTime, open, high, low, close, volume }, index) => {
    const candle: Candle = { openTime, open, high, low, close, volume }
    const where = `candles/${index} (open_time ${openTime})`
    if (openTime % frameMs !== 0) throw refused(`${where} does not start at a multiple of ${timeframe}`)
    if (openTime + frameMs > nowMs + MAX_LEAD_MS) throw refused(`${where} is not over yet: give closed candles only`)
    if (!isSound(candle)) throw refused(`${where} is no candle: low ≤ open, close ≤ high must hold`)
    return candle
  })
}

function refused(message: string): EngineRefusal {
  return new EngineRefusal(400, 'INVALID_REQUEST', message)
}
