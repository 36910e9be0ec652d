import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candle, foldTick, isGap, isSound, openTimeOf, timeframeMs } from '../../src/domain/candle.ts'
import { FIVE_MINUTES_MS } from './candles.ts'

describe('timeframeMs', () => {
  it.each([
    ['1s', 1_000],
    ['5m', 300_000],
    ['15m', 900_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ])('reads %s', (timeframe, ms) => {
    expect(timeframeMs(timeframe)).toBe(ms)
  })

  it.each(['', '5', 'm', '0m', '05m', '-5m', '1.5h', '5 m', '5M', '1w', '5minutes', '99999m'])(
    'refuses %j',
    (timeframe) => {
      expect(() => timeframeMs(timeframe)).toThrow(
        /is not understood: write a whole number and s, m, h or d, for example 5m/,
      )
    },
  )
})

describe('openTimeOf', () => {
  it('puts an open time into its own candle, and the millisecond before into the previous one', () => {
    expect(openTimeOf(600_000, FIVE_MINUTES_MS)).toBe(600_000)
    expect(openTimeOf(599_999, FIVE_MINUTES_MS)).toBe(300_000)
  })

  it('is the last multiple of the timeframe at or before the moment', () => {
    const times = fc.integer({ min: -(2 ** 45), max: 2 ** 45 })
    fc.assert(
      fc.property(times, fc.constantFrom('1s', '5m', '1h', '1d'), (timeMs, timeframe) => {
        const lengthMs = timeframeMs(timeframe)
        const openTime = openTimeOf(timeMs, lengthMs)
        expect(Math.abs(openTime % lengthMs)).toBe(0)
        expect(timeMs - openTime).toBeGreaterThanOrEqual(0)
        expect(timeMs - openTime).toBeLessThan(lengthMs)
      }),
    )
  })
})

describe('foldTick', () => {
  it('opens a candle with its first tick', () => {
    expect(foldTick(undefined, 0, 10, 2)).toEqual({ openTime: 0, open: 10, high: 10, low: 10, close: 10, volume: 2 })
  })

  it('keeps the open, stretches high and low, follows with the close and adds the volume', () => {
    const prices = [10, 12, 9, 11]
    const candle = prices.reduce<Candle | undefined>((before, price) => foldTick(before, 0, price, 0.5), undefined)
    expect(candle).toEqual({ openTime: 0, open: 10, high: 12, low: 9, close: 11, volume: 2 })
  })

  it('starts anew at another open time and leaves the old candle as it was', () => {
    const old = foldTick(undefined, 0, 10, 1)
    expect(foldTick(old, FIVE_MINUTES_MS, 20, 3)).toMatchObject({ openTime: FIVE_MINUTES_MS, open: 20, volume: 3 })
    expect(old).toEqual({ openTime: 0, open: 10, high: 10, low: 10, close: 10, volume: 1 })
  })

  it('makes sound candles of sound ticks', () => {
    const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(fc.array(price, { minLength: 1 }), (prices) => {
        const candle = prices.reduce<Candle | undefined>((before, p) => foldTick(before, 0, p, 1), undefined)
        expect(candle).toMatchObject({ high: Math.max(...prices), low: Math.min(...prices), volume: prices.length })
        expect(candle !== undefined && isSound(candle)).toBe(true)
      }),
    )
  })
})

describe('isGap', () => {
  it('bridges three missing candles and no more', () => {
    const afterMissing = (missing: number) => isGap(0, (missing + 1) * FIVE_MINUTES_MS, FIVE_MINUTES_MS)
    expect([0, 1, 2, 3].map(afterMissing)).toEqual([false, false, false, false])
    expect([4, 5, 100].map(afterMissing)).toEqual([true, true, true])
  })
})

describe('isSound', () => {
  const sound: Candle = { openTime: 0, open: 10, high: 12, low: 9, close: 11, volume: 0 }

  it('accepts a candle, also one that stands still', () => {
    expect(isSound(sound)).toBe(true)
    expect(isSound({ ...sound, open: 9, high: 9, close: 9 })).toBe(true)
  })

  it.each<Partial<Candle>>([
    { high: 8 },
    { open: 13 },
    { close: 8 },
    { low: 0 },
    { low: -1 },
    { open: Number.NaN },
    { high: Number.NaN },
    { low: Number.NaN },
    { close: Number.NaN },
    { high: Number.POSITIVE_INFINITY },
  ])('refuses %o', (broken) => {
    expect(isSound({ ...sound, ...broken })).toBe(false)
  })
})
