/** Breakout: a close outside the Donchian channel starts a move. */
import type { Candle } from '../candle.ts'
import { clamp } from '../clamp.ts'
import type { Opinion } from './opinion.ts'

/** Candles of the channel, the last one excluded. */
const WINDOW = 20
/** Vote for a close just outside. */
const EDGE_VOTE = 0.5
/** Share of the channel's height beyond its edge at which the vote is full. */
const FULL_VOTE = 0.25

/**
 * Votes with a close above the highest high or below the lowest low of the 20 candles before it: half a vote at the
 * edge, full at a quarter of the channel's height beyond. Needs 21 closed candles.
 */
export function breakout(candles: readonly Candle[]): Opinion | null {
  const last = candles.at(-1)
  if (last === undefined || candles.length <= WINDOW) return null
  let high = Number.NEGATIVE_INFINITY
  let low = Number.POSITIVE_INFINITY
  for (const candle of candles.slice(-WINDOW - 1, -1)) {
    high = Math.max(high, candle.high)
    low = Math.min(low, candle.low)
  }
  if (last.close > high) {
    return { vote: strength(last.close - high, high - low), reason: `break above the ${WINDOW}-candle high` }
  }
  if (last.close < low) {
    return { vote: -strength(low - last.close, high - low), reason: `break below the ${WINDOW}-candle low` }
  }
  return { vote: 0, reason: `inside the ${WINDOW}-candle channel` }
}

/** Vote for a close `beyond` a channel of the given height; a channel without height is broken by any move. */
function strength(beyond: number, height: number): number {
  const share = height > 0 ? beyond / height : FULL_VOTE
  return EDGE_VOTE + (1 - EDGE_VOTE) * clamp(share / FULL_VOTE, 0, 1)
}
