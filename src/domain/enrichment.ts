/** What a market tells beside its price: proxy ATR, volatility factor and divergence between exchanges. */
import { clamp, isFiniteNumber } from './clamp.ts'

/** Bounds of the proxy for the ATR, fractions of the price. */
export const ATR_PROXY_RANGE = { min: 0.02, max: 0.1 } as const

/** Bounds of the volatility factor. */
export const VOLATILITY_FACTOR_RANGE = { min: 0.5, max: 5 } as const

/**
 * Stand-in for ATR ÷ price until 14 candles have closed: clamp(|change| / 100, 0.02, 0.10), a fraction (FORMULAS,
 * Market enrichment). `change24hPct` is the 24 h change in percent. NaN and infinities give 0.10, the wary end.
 */
export function atrProxy(change24hPct: number): number {
  const { min, max } = ATR_PROXY_RANGE
  return Number.isFinite(change24hPct) ? clamp(Math.abs(change24hPct) / 100, min, max) : max
}

/**
 * Volatility factor: clamp((high − low) / low × 10, 0.5, 5) of the 24 h range (FORMULAS, Market enrichment). Prices in
 * quote units. A range that cannot be one (not finite, low ≤ 0, high < low) gives 5, the end with the least leverage.
 */
export function volatilityFactor(high24h: number, low24h: number): number {
  const { min, max } = VOLATILITY_FACTOR_RANGE
  const usable = Number.isFinite(high24h) && Number.isFinite(low24h) && low24h > 0 && high24h >= low24h
  return usable ? clamp(((high24h - low24h) / low24h) * 10, min, max) : max
}

/**
 * Divergence between the markets of a symbol: (max − min) / median of their latest prices, clamped to [0, 1] (FORMULAS,
 * Market enrichment). Prices in quote units, in any order; the median of an even number is the mean of the middle two.
 * A price that is not positive and finite is no market and is left out; with fewer than two left the result is 0.
 */
export function exchangeDivergence(prices: readonly number[]): number {
  const sorted = prices.filter((price) => isFiniteNumber(price) && price > 0).sort((a, b) => a - b)
  const lowest = sorted[0]
  const highest = sorted.at(-1)
  if (lowest === undefined || highest === undefined || sorted.length < 2) return 0
  return clamp((highest - lowest) / medianOf(sorted), 0, 1)
}

/** Median of sorted positive numbers, at least one. Halved before adding, so that it cannot overflow. */
function medianOf(sorted: readonly number[]): number {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return lower === upper ? lower : lower / 2 + upper / 2
}
