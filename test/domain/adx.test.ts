import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AdxState, adxOf, updateAdx } from '../../src/domain/adx.ts'
import { trueRange } from '../../src/domain/atr.ts'
import type { Candle } from '../../src/domain/candle.ts'
import { anyCandle, candlesOf, line, soundCandle } from './candles.ts'

const fold = (candles: readonly Candle[]) => candles.reduce<AdxState | undefined>(updateAdx, undefined)

/** Wilder's recipe step by step: smoothed sums, both directional indicators over the true range, DX, and its average. */
function adxByDefinition(candles: readonly Candle[]): number {
  let sums = { range: 0, up: 0, down: 0 }
  const indices: number[] = []
  candles.slice(1).forEach((candle, index) => {
    const before = candles[index] ?? candle
    const rise = candle.high - before.high
    const fall = before.low - candle.low
    const keep = index < 14 ? 1 : 13 / 14
    sums = {
      range: sums.range * keep + trueRange(candle, before.close),
      up: sums.up * keep + (rise > fall && rise > 0 ? rise : 0),
      down: sums.down * keep + (fall > rise && fall > 0 ? fall : 0),
    }
    const plus = sums.range > 0 ? (100 * sums.up) / sums.range : 0
    const minus = sums.range > 0 ? (100 * sums.down) / sums.range : 0
    if (index >= 13) indices.push(plus + minus > 0 ? (100 * Math.abs(plus - minus)) / (plus + minus) : 0)
  })
  const first = indices.slice(0, 14).reduce((sum, value) => sum + value, 0) / 14
  return indices.slice(14).reduce((adx, value) => (13 * adx + value) / 14, first)
}

describe('ADX', () => {
  it('is unknown until 28 candles have closed', () => {
    const candles = candlesOf(line(28, 0.01))
    expect(adxOf(undefined)).toBeNull()
    expect(adxOf(fold(candles.slice(0, 27)))).toBeNull()
    expect(adxOf(fold(candles))).not.toBeNull()
  })

  it('is 100 when all movement goes one way, up or down, and 0 when there is none', () => {
    expect(adxOf(fold(candlesOf(line(40, 0.01))))).toBeCloseTo(100, 9)
    expect(adxOf(fold(candlesOf(line(40, -0.01))))).toBeCloseTo(100, 9)
    expect(adxOf(fold(candlesOf(line(40, 0))))).toBe(0)
  })

  it('is low in a market that goes up and down in turn', () => {
    const wave = Array.from({ length: 80 }, (_, index) => 100 + [0, 1, 2, 1][index % 4]!)
    expect(adxOf(fold(candlesOf(wave, 0.1)))).toBeLessThan(20)
  })

  it('agrees with the definition on any candles', () => {
    fc.assert(
      fc.property(fc.array(soundCandle, { minLength: 28, maxLength: 70 }), (candles) => {
        expect(adxOf(fold(candles))).toBeCloseTo(adxByDefinition(candles), 6)
      }),
    )
  })

  it('goes on the same from a state that went through JSON', () => {
    fc.assert(
      fc.property(fc.array(soundCandle, { minLength: 1 }), soundCandle, (candles, next) => {
        const state = fold(candles)
        expect(updateAdx(JSON.parse(JSON.stringify(state)), next)).toEqual(updateAdx(state, next))
      }),
    )
  })

  it('stays null or within [0, 100] whatever comes, and is not moved by an unsound candle', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyCandle, soundCandle), { maxLength: 80 }), (candles) => {
        const adx = adxOf(fold(candles))
        expect(adx === null || (adx >= 0 && adx <= 100 + 1e-9)).toBe(true)
      }),
    )
    const state = fold(candlesOf([1, 2, 3]))
    expect(updateAdx(state, { openTime: 0, open: 1, high: 1, low: 2, close: 1, volume: 1 })).toBe(state)
  })
})
