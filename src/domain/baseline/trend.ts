/** Trend: a price that keeps to a straight line keeps its direction. */
import type { Candle } from '../candle.ts'
import { clamp } from '../clamp.ts'
import { lastCloses, type Opinion } from './opinion.ts'

/** Closes the line is fitted to. */
const WINDOW = 30

/**
 * Votes with the least-squares line through the last 30 closes, as strongly as the line explains them (R², 0 to 1).
 * Needs 30 closed candles.
 */
export function trend(candles: readonly Candle[]): Opinion | null {
  const closes = lastCloses(candles, WINDOW)
  if (closes === null) return null
  const centre = (WINDOW - 1) / 2
  const unit = closes[0] ?? Number.NaN
  let index = -centre
  let total = 0
  let squares = 0
  let covariance = 0
  let spread = 0
  for (const close of closes) {
    // Relative to the first close, so that the sums of squares keep their digits.
    const change = close / unit - 1
    total += change
    squares += change * change
    covariance += index * change
    spread += index * index
    index++
  }
  const variance = squares - (total * total) / WINDOW
  const fit = (covariance * covariance) / (spread * variance)
  if (!(variance > 0) || !Number.isFinite(fit)) return { vote: 0, reason: 'no trend: the price stands still' }
  const share = clamp(fit, 0, 1)
  const direction = covariance >= 0 ? 'up' : 'down'
  return {
    vote: Math.sign(covariance) * share,
    reason: `${WINDOW}-candle trend ${direction}, a line explains ${(share * 100).toFixed(0)} % of it`,
  }
}
