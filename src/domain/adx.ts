/** Average directional index after Wilder: how strongly a market trends, whichever way, one closed candle at a time. */
import { type Candle, isSound } from './candle.ts'

/** Candles that are averaged, in the directional movement and again in the index. */
export const ADX_PERIOD = 14

/** What the ADX remembers between candles; plain JSON. */
export interface AdxState {
  /** Steps from candle to candle seen since it started; −1 before the first candle. */
  readonly steps: number
  readonly previousHigh: number
  readonly previousLow: number
  /** Smoothed upward movement of the highs, quote units. */
  readonly up: number
  /** Smoothed downward movement of the lows, quote units. */
  readonly down: number
  /** Smoothed directional index, 0 to 100. */
  readonly index: number
}

const EMPTY: AdxState = { steps: -1, previousHigh: 0, previousLow: 0, up: 0, down: 0, index: 0 }

/**
 * The state after one more closed candle (FORMULAS, Position sizing; Wilder 1978). Start anew with `undefined` after a
 * gap. An unsound candle (NaN, high < low) leaves the state as it was.
 */
export function updateAdx(state: AdxState | undefined, candle: Candle): AdxState {
  const before = state ?? EMPTY
  if (!isSound(candle)) return before
  const steps = before.steps + 1
  const { high: previousHigh, low: previousLow } = candle
  if (steps === 0) return { steps, previousHigh, previousLow, up: 0, down: 0, index: 0 }

  const rise = candle.high - before.previousHigh
  const fall = before.previousLow - candle.low
  const up = smooth(before.up, rise > fall && rise > 0 ? rise : 0, steps)
  const down = smooth(before.down, fall > rise && fall > 0 ? fall : 0, steps)
  // The index itself is averaged only over movements that are full averages of 14.
  const warmSteps = steps - ADX_PERIOD + 1
  const index = warmSteps < 1 ? 0 : smooth(before.index, directionalIndex(up, down), warmSteps)
  return { steps, previousHigh, previousLow, up, down, index }
}

/** ADX, 0 (no direction) to 100, or null until it is warm: 28 closed candles. */
export function adxOf(state: AdxState | undefined): number | null {
  return state !== undefined && state.steps >= 2 * ADX_PERIOD - 1 ? state.index : null
}

/** The plain mean of the first 14 values, from then on Wilder's smoothing. */
function smooth(average: number, value: number, count: number): number {
  return average + (value - average) / Math.min(count, ADX_PERIOD)
}

/**
 * How one-sided the movement is, 0 to 100; no movement is 0. Wilder divides both movements by the smoothed true range
 * first: it cancels out of this ratio, so it is not kept.
 */
function directionalIndex(up: number, down: number): number {
  return up + down > 0 ? (100 * Math.abs(up - down)) / (up + down) : 0
}
