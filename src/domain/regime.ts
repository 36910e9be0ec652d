/** The market regime, read from the last fifty closed candles. */
import type { Regime } from '../records/generated.ts'

/** Closed candles that are looked at. */
export const REGIME_CANDLES = 50

const HOUR_MS = 3_600_000

/** Thresholds at a timeframe of 1h. */
const HOURLY = {
  /** Standard deviation of returns above which the market is volatile. */
  volatileDeviation: 0.03,
  /** Standard deviation of returns below which a market without slope is a range. */
  rangeDeviation: 0.015,
  /** Slope per candle over the mean close, beyond which the market has a direction. */
  slope: 0.001,
} as const

/**
 * Regime of a market (FORMULAS, Market enrichment): VOLATILE, else BULL or BEAR by the slope of the regression line,
 * else RANGE, else UNCERTAIN. `closes` are the closes of consecutive closed candles, oldest first, of which the last 50
 * count; all thresholds scale with √(timeframe / 1h). The deviation is the population one (divided by n) of the 49
 * simple returns: the window is described, nothing is inferred from it. UNKNOWN with fewer closes, with a close that is
 * not a positive finite number, or with a timeframe that is none.
 */
export function regimeOf(closes: readonly number[], timeframeMs: number): Regime {
  if (closes.length < REGIME_CANDLES || !isPositive(timeframeMs)) return 'UNKNOWN'
  const window = closes.slice(-REGIME_CANDLES)
  if (!window.every(isPositive)) return 'UNKNOWN'

  const scale = Math.sqrt(timeframeMs / HOUR_MS)
  const deviation = deviationOf(returnsOf(window))
  // Written so that an overflow (NaN) counts as volatile, the cautious answer.
  if (!(deviation <= HOURLY.volatileDeviation * scale)) return 'VOLATILE'
  const slope = relativeSlope(window)
  if (slope > HOURLY.slope * scale) return 'BULL'
  if (slope < -HOURLY.slope * scale) return 'BEAR'
  return deviation < HOURLY.rangeDeviation * scale ? 'RANGE' : 'UNCERTAIN'
}

function isPositive(x: number): boolean {
  return x > 0 && x < Number.POSITIVE_INFINITY
}

/** Simple returns from each close to the next, fractions. */
function returnsOf(closes: readonly number[]): readonly number[] {
  const returns: number[] = []
  let previous: number | undefined
  for (const close of closes) {
    if (previous !== undefined) returns.push(close / previous - 1)
    previous = close
  }
  return returns
}

/** Population standard deviation. */
function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** Slope per candle of the least-squares line through the closes, divided by their mean: a fraction. */
function relativeSlope(closes: readonly number[]): number {
  const centre = (closes.length - 1) / 2
  // Relative to the first close the sums stay small at any price level; the unit cancels out.
  const unit = closes[0] ?? 1
  let covariance = 0
  let spread = 0
  let total = 0
  closes.forEach((close, index) => {
    covariance += (index - centre) * (close / unit)
    spread += (index - centre) ** 2
    total += close / unit
  })
  return covariance / spread / (total / closes.length)
}
