/** The candles of one market, as an engine keeps them that is fed price by price: one open, the last ones closed. */
import { BASELINE_CANDLES } from '../baseline.ts'
import { type Candle, foldTick, isGap, openTimeOf } from '../candle.ts'

/** Candles of one market and timeframe; JSON-able. */
export interface CandleSeries {
  /** The candle that still changes; null before the first price and right after closed candles were given. */
  readonly open: Candle | null
  /** Closed candles without a gap, oldest first, at most as many as the models look at. */
  readonly closed: readonly Candle[]
}

/** A price at a time: Unix ms, quote units, base units traded since the previous price. */
export interface PricePoint {
  readonly timeMs: number
  readonly price: number
  readonly volume: number
}

export const NO_CANDLES: CandleSeries = { open: null, closed: [] }

/**
 * The series after one more price. A price of a later candle closes the open one; after a gap of more than three
 * candles the series starts anew. The same object comes back for a price that is late: its candle is closed already.
 */
export function withPrice(series: CandleSeries, point: PricePoint, timeframeMs: number): CandleSeries {
  const openTime = openTimeOf(point.timeMs, timeframeMs)
  const { open } = series
  const isLate = open === null ? openTime <= lastOpenTime(series) : openTime < open.openTime
  if (isLate) return series
  const isNext = open !== null && openTime > open.openTime
  const closed = isNext ? unbroken([...series.closed, open], timeframeMs) : series.closed
  const last = closed.at(-1)
  return {
    open: foldTick(isNext ? undefined : (open ?? undefined), openTime, point.price, point.volume),
    closed: last !== undefined && isGap(last.openTime, openTime, timeframeMs) ? [] : closed,
  }
}

/**
 * The series after closed candles were given, in any order. They stand above what was folded from prices, because they
 * come from somebody who has seen every tick.
 */
export function withClosedCandles(series: CandleSeries, given: readonly Candle[], timeframeMs: number): CandleSeries {
  const byTime = new Map([...series.closed, ...given].map((candle) => [candle.openTime, candle]))
  const sorted = [...byTime.values()].sort((a, b) => a.openTime - b.openTime)
  const closed = unbroken(sorted, timeframeMs)
  const newest = closed.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY
  return { open: series.open !== null && series.open.openTime > newest ? series.open : null, closed }
}

/** The last candles, no further back than the latest gap. */
function unbroken(candles: readonly Candle[], timeframeMs: number): readonly Candle[] {
  const last = candles.slice(-BASELINE_CANDLES)
  let start = 0
  for (let i = 1; i < last.length; i++) {
    if (isGap(last[i - 1]!.openTime, last[i]!.openTime, timeframeMs)) start = i
  }
  return last.slice(start)
}

function lastOpenTime({ closed }: CandleSeries): number {
  return closed.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY
}
