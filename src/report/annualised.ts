/** The annualised Sharpe ratio, where the sample is long enough for one; else the reason why there is none. */
import type { EquityPoint } from './equity-curve.ts'
import { mean, standardDeviation } from './statistics.ts'

/** A ratio with what it rests on, or why it is withheld. */
export type Annualised =
  | { readonly sharpeRatio: number; readonly days: number; readonly withheld: null }
  | { readonly sharpeRatio: null; readonly days: number; readonly withheld: string }

/** Fewer days than this say nothing about a year. */
export const LEAST_DAYS = 30

const DAY_MS = 86_400_000
/** Perpetuals trade every day of the year. */
const DAYS_A_YEAR = 365

/**
 * Sharpe ratio of the daily returns of the equity (UTC days, closing values, no risk-free rate) times √365.
 *
 * @param points equity in order of time, quote units
 * @param recordedMs market time behind them without gaps, ms
 */
export function annualised(points: readonly EquityPoint[], recordedMs: number): Annualised {
  const days = recordedMs / DAY_MS
  if (days < LEAST_DAYS) {
    const hours = `${(recordedMs / 3_600_000).toFixed(1)} hours`
    return { sharpeRatio: null, days, withheld: `${hours} of data are too short a sample: it takes ${LEAST_DAYS} days` }
  }
  const returns = dailyReturns(points)
  const [average, deviation] = [mean(returns), standardDeviation(returns)]
  if (average === null || deviation === null || deviation === 0) {
    return { sharpeRatio: null, days, withheld: 'the equity did not move' }
  }
  return { sharpeRatio: (average / deviation) * Math.sqrt(DAYS_A_YEAR), days, withheld: null }
}

/** Return of each UTC day that has equity, against the close of the one before it. */
function dailyReturns(points: readonly EquityPoint[]): readonly number[] {
  const closes = new Map<number, number>()
  for (const { time, equity } of points) closes.set(Math.floor(time / DAY_MS), equity)
  const values = [...closes.values()]
  return values.slice(1).flatMap((close, index) => {
    const before = values[index]
    return before !== undefined && before > 0 ? [close / before - 1] : []
  })
}
