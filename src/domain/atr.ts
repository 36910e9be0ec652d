/** Average true range after Wilder, one closed candle at a time. */
import { type Candle, isSound } from './candle.ts'

/** Candles that are averaged. */
export const ATR_PERIOD = 14

/** What the ATR remembers between candles; plain JSON. */
export interface AtrState {
  /** Closed candles seen since it started. */
  readonly candles: number
  /** Close of the last of them, quote units; 0 before the first. */
  readonly previousClose: number
  /** Average true range so far, quote units. */
  readonly average: number
}

const EMPTY: AtrState = { candles: 0, previousClose: 0, average: 0 }

/**
 * True range of a candle in quote units: how far the price travelled, the step from the previous close included.
 * Without a previous close it is high − low.
 */
export function trueRange({ high, low }: Candle, previousClose: number | null): number {
  if (previousClose === null) return high - low
  return Math.max(high, previousClose) - Math.min(low, previousClose)
}

/**
 * The state after one more closed candle (FORMULAS, Market enrichment; Wilder 1978). Start anew with `undefined` after
 * a gap. An unsound candle (NaN, high < low) leaves the state as it was.
 */
export function updateAtr(state: AtrState | undefined, candle: Candle): AtrState {
  const { candles, previousClose, average } = state ?? EMPTY
  if (!isSound(candle)) return state ?? EMPTY
  const range = trueRange(candle, candles === 0 ? null : previousClose)
  const count = candles + 1
  // Up to the 14th candle this is the plain mean of the ranges, from then on Wilder's smoothing.
  return {
    candles: count,
    previousClose: candle.close,
    average: average + (range - average) / Math.min(count, ATR_PERIOD),
  }
}

/** ATR in quote units, or null until 14 candles have closed: the first value is the mean of their true ranges. */
export function atrOf(state: AtrState | undefined): number | null {
  return state !== undefined && state.candles >= ATR_PERIOD ? state.average : null
}
