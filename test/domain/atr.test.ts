import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AtrState, atrOf, trueRange, updateAtr } from '../../src/domain/atr.ts'
import type { Candle } from '../../src/domain/candle.ts'
import { anyCandle, candlesOf, soundCandle } from './candles.ts'

const fold = (candles: readonly Candle[]) => candles.reduce<AtrState | undefined>(updateAtr, undefined)

/** The definition, written out in one go: the mean of the first 14 true ranges, then (13 × ATR + range) / 14. */
function atrByDefinition(candles: readonly Candle[]): number {
  const ranges = candles.map((candle, index) => trueRange(candle, candles[index - 1]?.close ?? null))
  const first = ranges.slice(0, 14).reduce((sum, range) => sum + range, 0) / 14
  return ranges.slice(14).reduce((atr, range) => (13 * atr + range) / 14, first)
}

describe('trueRange', () => {
  const candle: Candle = { openTime: 0, open: 10, high: 12, low: 9, close: 11, volume: 1 }

  it('is high − low without a previous close, and spans the step from it with one', () => {
    expect([null, 10, 15, 5].map((previous) => trueRange(candle, previous))).toEqual([3, 3, 6, 7])
  })
})

describe('ATR', () => {
  it('is unknown until 14 candles have closed, then the mean of their true ranges', () => {
    const candles = candlesOf(Array.from({ length: 14 }, (_, index) => 100 + index))
    expect(atrOf(undefined)).toBeNull()
    expect(atrOf(fold(candles.slice(0, 13)))).toBeNull()
    // The first candle opens at its close and has no range; the other 13 move by 1.
    expect(atrOf(fold(candles))).toBeCloseTo(13 / 14, 12)
  })

  it('smooths after Wilder from the 15th candle on', () => {
    const candles = candlesOf([...Array.from({ length: 14 }, (_, index) => 100 + index), 128])
    expect(atrOf(fold(candles))).toBeCloseTo((13 * (13 / 14) + 15) / 14, 12)
  })

  it('agrees with the definition on any candles', () => {
    fc.assert(
      fc.property(fc.array(soundCandle, { minLength: 14, maxLength: 60 }), (candles) => {
        const expected = atrByDefinition(candles)
        expect(Math.abs((atrOf(fold(candles)) ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * (1 + expected))
      }),
    )
  })

  it('goes on the same from a state that went through JSON', () => {
    fc.assert(
      fc.property(fc.array(soundCandle, { minLength: 1 }), soundCandle, (candles, next) => {
        const state = fold(candles)
        expect(updateAtr(JSON.parse(JSON.stringify(state)), next)).toEqual(updateAtr(state, next))
      }),
    )
  })

  it('is not moved by an unsound candle and is never anything but null or a number of at least 0', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyCandle, soundCandle), { maxLength: 60 }), (candles) => {
        const atr = atrOf(fold(candles))
        expect(atr === null || (Number.isFinite(atr) && atr >= 0)).toBe(true)
      }),
    )
    const broken: Candle = { openTime: 0, open: 1, high: Number.NaN, low: 1, close: 1, volume: 1 }
    const state = fold(candlesOf([1, 2, 3]))
    expect(updateAtr(state, broken)).toBe(state)
    expect(updateAtr(updateAtr(undefined, broken), candlesOf([5], 1)[0] ?? broken)).toEqual(fold(candlesOf([5], 1)))
  })
})
