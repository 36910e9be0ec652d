/** Candles for the tests of the indicators: made of closes, or drawn by fast-check. */
import fc from 'fast-check'
import type { Candle } from '../../src/domain/candle.ts'

/** Timeframe of the candles made here. */
export const FIVE_MINUTES_MS = 300_000

/** One candle per close, each opening at the close before it, with wicks of `wick` quote units. */
export function candlesOf(closes: readonly number[], wick = 0): readonly Candle[] {
  return closes.map((close, index) => {
    const open = closes[index - 1] ?? close
    return {
      openTime: index * FIVE_MINUTES_MS,
      open,
      high: Math.max(open, close) + wick,
      low: Math.min(open, close) - wick,
      close,
      volume: 1,
    }
  })
}

/** Closes of a market that gains `step` (a fraction of the first price) each candle. */
export function line(count: number, step: number, start = 100): readonly number[] {
  return Array.from({ length: count }, (_, index) => start * (1 + step * index))
}

/** Sound candles: any four positive prices, put in order. */
export const soundCandle: fc.Arbitrary<Candle> = fc
  .tuple(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 0.2, noNaN: true }), unit(), unit())
  .map(([low, height, open, close]) => ({
    openTime: 0,
    open: low * (1 + height * open),
    high: low * (1 + height),
    low,
    close: low * (1 + height * close),
    volume: 1,
  }))

/** Candles of any numbers at all, NaN and infinities included. */
export const anyCandle: fc.Arbitrary<Candle> = fc.record({
  openTime: fc.integer(),
  open: fc.double(),
  high: fc.double(),
  low: fc.double(),
  close: fc.double(),
  volume: fc.double(),
})

function unit(): fc.Arbitrary<number> {
  return fc.double({ min: 0, max: 1, noNaN: true })
}
