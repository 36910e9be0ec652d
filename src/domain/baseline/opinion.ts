/** What a model of the baseline says of a market, and the few statistics that all of the models share. */
import type { Candle } from '../candle.ts'

/** A model's view of the next candles. */
export interface Opinion {
  /** −1 (sure of a fall) to 1 (sure of a rise); 0 abstains. */
  readonly vote: number
  /** Why, in words a trader reads. */
  readonly reason: string
}

/** A classic model: from closed candles, oldest first, to an opinion; null when there are too few candles for one. */
export type BaselineModel = (candles: readonly Candle[]) => Opinion | null

/** Mean and population standard deviation. */
export interface Moments {
  readonly mean: number
  readonly deviation: number
}

/** Mean and population standard deviation of a few numbers; both NaN for none. */
export function momentsOf(values: readonly number[]): Moments {
  let total = 0
  for (const value of values) total += value
  const mean = total / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

/** The last `count` closes, oldest first, or null when there are fewer. */
export function lastCloses(candles: readonly Candle[], count: number): readonly number[] | null {
  return candles.length < count ? null : candles.slice(-count).map(({ close }) => close)
}
