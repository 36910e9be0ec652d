/** Mean reversion: a price far outside its Bollinger band comes back. */
import type { Candle } from '../candle.ts'
import { clamp } from '../clamp.ts'
import { lastCloses, momentsOf, type Opinion } from './opinion.ts'

/** Closes of the band. */
const WINDOW = 20
/** Distance from the mean, in standard deviations, up to which nothing is extreme. */
const QUIET = 1.5
/** Distance at which the vote is full. */
const FULL_VOTE = 3

/**
 * Votes against the last close's distance from the mean of 20 closes (its z-score): nothing up to 1.5 standard
 * deviations, full at 3. Needs 20 closed candles.
 */
export function meanReversion(candles: readonly Candle[]): Opinion | null {
  const closes = lastCloses(candles, WINDOW)
  if (closes === null) return null
  const { mean, deviation } = momentsOf(closes)
  const sigmas = ((closes.at(-1) ?? Number.NaN) - mean) / deviation
  if (!Number.isFinite(sigmas)) return { vote: 0, reason: 'nothing to revert: the price stands still' }
  const place = `${Math.abs(sigmas).toFixed(1)}σ ${sigmas >= 0 ? 'above' : 'below'} its ${WINDOW}-candle mean`
  const excess = Math.abs(sigmas) - QUIET
  if (excess <= 0) return { vote: 0, reason: `price ${place}, nothing extreme` }
  return { vote: -Math.sign(sigmas) * clamp(excess / (FULL_VOTE - QUIET), 0, 1), reason: `price stretched ${place}` }
}
