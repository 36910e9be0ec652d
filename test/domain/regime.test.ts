import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regimeOf } from '../../src/domain/regime.ts'
import { line } from './candles.ts'

const HOUR_MS = 3_600_000

/** Closes that swing between 1 and 1 + swing: no slope to speak of, a deviation of returns of about `swing`. */
const zigzag = (swing: number) => Array.from({ length: 50 }, (_, index) => 100 * (1 + (index % 2) * swing))

describe('regimeOf', () => {
  it('is UNKNOWN with fewer than 50 closes', () => {
    expect(regimeOf(line(49, 0.01), HOUR_MS)).toBe('UNKNOWN')
    expect(regimeOf(line(50, 0.01), HOUR_MS)).not.toBe('UNKNOWN')
  })

  it('tells all five apart', () => {
    expect(regimeOf(zigzag(0.05), HOUR_MS)).toBe('VOLATILE')
    expect(regimeOf(line(50, 0.002), HOUR_MS)).toBe('BULL')
    expect(regimeOf(line(50, -0.002), HOUR_MS)).toBe('BEAR')
    expect(regimeOf(zigzag(0.01), HOUR_MS)).toBe('RANGE')
    expect(regimeOf(zigzag(0.02), HOUR_MS)).toBe('UNCERTAIN')
  })

  it('asks for volatility before direction', () => {
    const wild = zigzag(0.05).map((close, index) => close * (1 + 0.01 * index))
    expect(regimeOf(wild, HOUR_MS)).toBe('VOLATILE')
  })

  it('measures the slope per candle over the mean close', () => {
    // Slope 0.1 per candle, mean 100 + 24.5 × 0.1: 0.000976 of it; and 0.2 over 104.9: 0.0019.
    expect(regimeOf(line(50, 0.001), HOUR_MS)).toBe('RANGE')
    expect(regimeOf(line(50, 0.002), HOUR_MS)).toBe('BULL')
  })

  it('scales its thresholds with the square root of the timeframe', () => {
    expect(regimeOf(zigzag(0.01), HOUR_MS / 4)).toBe('UNCERTAIN')
    expect(regimeOf(zigzag(0.02), HOUR_MS / 4)).toBe('VOLATILE')
    expect(regimeOf(zigzag(0.02), HOUR_MS * 4)).toBe('RANGE')
    expect(regimeOf(line(50, 0.0007), HOUR_MS)).toBe('RANGE')
    expect(regimeOf(line(50, 0.0007), HOUR_MS / 4)).toBe('BULL')
  })

  it('looks at the last 50 closes only', () => {
    expect(regimeOf([...zigzag(0.5), ...line(50, 0.002)], HOUR_MS)).toBe('BULL')
  })

  it('does not depend on the price level', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -60, max: 60 }),
        fc.constantFrom(line(50, 0.002), zigzag(0.01)),
        (power, closes) => {
          expect(
            regimeOf(
              closes.map((close) => close * 2 ** power),
              HOUR_MS,
            ),
          ).toBe(regimeOf(closes, HOUR_MS))
        },
      ),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1])('is UNKNOWN with a close or a timeframe of %s', (broken) => {
    expect(regimeOf([...line(49, 0.002), broken], HOUR_MS)).toBe('UNKNOWN')
    expect(regimeOf(line(50, 0.002), broken)).toBe('UNKNOWN')
  })

  it('always answers, and wild prices are VOLATILE', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), { maxLength: 60 }),
        fc.double(),
        (closes, ms) => regimeOf(closes, ms).length > 0,
      ),
    )
    expect(regimeOf(zigzag(1e300), HOUR_MS)).toBe('VOLATILE')
    expect(
      regimeOf(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 1e-300 : 1e300)),
        HOUR_MS,
      ),
    ).toBe('VOLATILE')
  })
})
