/** Momentum: what has moved further than its volatility explains goes on moving. */
import type { Candle } from '../candle.ts'
import { clamp } from '../clamp.ts'
import { lastCloses, momentsOf, type Opinion } from './opinion.ts'

/** Closes the volatility is taken from. */
const WINDOW = 30
/** Candles the rate of change reaches back. */
const LOOKBACK = 12
/** Rate of change, in standard deviations, at which the vote is full. */
const FULL_VOTE = 4

/**
 * Votes with the rate of change over the last 12 candles, measured in standard deviations of such a move; full at 4.
 * Needs 30 closed candles. A market that does not move has no momentum.
 */
export function momentum(candles: readonly Candle[]): Opinion | null {
  const closes = lastCloses(candles, WINDOW)
  if (closes === null) return null
  const { deviation } = momentsOf(returnsOf(closes))
  const change = (closes.at(-1) ?? Number.NaN) / (closes.at(-1 - LOOKBACK) ?? Number.NaN) - 1
  // A random walk of n steps deviates √n times as far as one step.
  const sigmas = change / (deviation * Math.sqrt(LOOKBACK))
  if (!Number.isFinite(sigmas)) return { vote: 0, reason: 'no momentum: the price stands still' }
  const direction = sigmas >= 0 ? 'up' : 'down'
  return {
    vote: clamp(sigmas / FULL_VOTE, -1, 1),
    reason: `momentum ${direction} ${Math.abs(sigmas).toFixed(1)}σ over ${LOOKBACK} candles`,
  }
}

/** Simple returns from each close to the next: one fewer than closes. */
function returnsOf(closes: readonly number[]): readonly number[] {
  let previous = closes[0] ?? Number.NaN
  return closes.slice(1).map((close) => {
    const change = close / previous - 1
    previous = close
    return change
  })
}
