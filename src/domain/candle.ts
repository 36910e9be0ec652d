/** Candles (open, high, low, close, volume of a stretch of time), folded from ticks. */

/** One candle. Prices in quote units, volume in base units. */
export interface Candle {
  /** Start of the candle, a multiple of the timeframe. Unix time in ms. */
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** Missing candles that an indicator bridges; one more and it starts anew (FORMULAS and DESIGN §3, Event time). */
const BRIDGED_CANDLES = 3

/**
 * Length of a timeframe in ms: `timeframeMs('5m')` is 300000. Takes a whole number from 1 to 9999 and one of s, m, h, d.
 * Throws a RangeError on anything else.
 */
export function timeframeMs(timeframe: string): number {
  const match = /^([1-9]\d{0,3})([smhd])$/.exec(timeframe)
  const unitMs = UNIT_MS.get(match?.[2] ?? '')
  if (match === null || unitMs === undefined) {
    throw new RangeError(
      `timeframe ${JSON.stringify(timeframe)} is not understood: write a whole number and s, m, h or d, for example 5m or 1h`,
    )
  }
  return Number(match[1]) * unitMs
}

/** Open time of the candle that a moment falls into, both in Unix ms; the open time itself belongs to its candle. */
export function openTimeOf(timeMs: number, timeframeMs: number): number {
  return Math.floor(timeMs / timeframeMs) * timeframeMs
}

/**
 * The candle of `openTime` after one more tick. Starts a new one where there is none or `candle` has another open time,
 * so the caller emits a closed candle before it folds the next tick. Expects a positive finite price (quote units) and
 * a volume of at least 0 (base units): ticks are checked where they enter.
 */
export function foldTick(candle: Candle | undefined, openTime: number, price: number, volume: number): Candle {
  if (candle === undefined || candle.openTime !== openTime) {
    return { openTime, open: price, high: price, low: price, close: price, volume }
  }
  return {
    openTime,
    open: candle.open,
    high: Math.max(candle.high, price),
    low: Math.min(candle.low, price),
    close: price,
    volume: candle.volume + volume,
  }
}

/** Whether more than three candles are missing between two open times (Unix ms): then indicators start anew. */
export function isGap(previousOpenTime: number, openTime: number, timeframeMs: number): boolean {
  return openTime - previousOpenTime > (BRIDGED_CANDLES + 1) * timeframeMs
}

/**
 * Whether a candle may enter an indicator: positive finite prices with low ≤ open, close ≤ high. An indicator keeps
 * what it has seen for ever, so a single NaN would poison all that follows.
 */
export function isSound({ open, high, low, close }: Candle): boolean {
  return low > 0 && high < Number.POSITIVE_INFINITY && low <= open && open <= high && low <= close && close <= high
}
