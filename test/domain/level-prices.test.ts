import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levelPrices, stopLossPrice } from '../../src/domain/level-prices.ts'
import { adaptiveLevels, type Levels } from '../../src/domain/levels.ts'

const LEVELS: Levels = {
  tp1Ratio: 0.01,
  tp2Ratio: 0.02,
  tp3Ratio: 0.04,
  slRatio: 0.005,
  lsf: 0.2,
  harvestFractions: [0.5, 0.3, 0.2],
}

const side = fc.constantFrom('LONG' as const, 'SHORT' as const)
const figure = fc.option(fc.double())
const anyLevels: fc.Arbitrary<Levels> = fc
  .record({
    baseTpRatio: fc.oneof(fc.double(), fc.double({ min: 0, max: 0.01 })),
    leverage: fc.oneof(fc.double(), fc.double({ min: 1, max: 100 })),
    volatilityFactor: figure,
    fundingRate: figure,
    exchangeDivergence: figure,
  })
  .map((inputs) => adaptiveLevels(inputs))
const entryPrice = fc.double({ min: 1e-12, max: 1e15, noNaN: true })

describe('levelPrices', () => {
  it('puts the targets of a long above the entry and of a short below it, nearest first', () => {
    expect(levelPrices('LONG', 100, LEVELS)).toEqual([
      { price: 101, ratio: 0.01, fraction: 0.5 },
      { price: 102, ratio: 0.02, fraction: 0.3 },
      { price: 104, ratio: 0.04, fraction: 0.2 },
    ])
    expect(levelPrices('SHORT', 100, LEVELS).map(({ price }) => price)).toEqual([99, 98, 96])
  })

  it('merges targets that coincide or cross, fractions added', () => {
    const coinciding = { ...LEVELS, tp2Ratio: 0.01, tp3Ratio: 0.01 }
    expect(levelPrices('LONG', 100, coinciding)).toEqual([{ price: 101, ratio: 0.01, fraction: 1 }])
    const crossing = { ...LEVELS, tp1Ratio: 0.03, tp2Ratio: 0.02 }
    expect(levelPrices('SHORT', 100, crossing)).toEqual([
      { price: 97, ratio: 0.03, fraction: 0.8 },
      { price: 96, ratio: 0.04, fraction: 0.2 },
    ])
  })

  it('is strictly ordered on the right side, one to three targets, fractions adding up to 1, the stop on the other side', () => {
    fc.assert(
      fc.property(side, entryPrice, anyLevels, (of, entry, levels) => {
        const direction = of === 'LONG' ? 1 : -1
        const targets = levelPrices(of, entry, levels)
        expect(targets.length >= 1 && targets.length <= 3).toBe(true)
        let before = entry
        for (const { price, ratio } of targets) {
          expect((price - before) * direction).toBeGreaterThan(0)
          expect(price > 0 && Number.isFinite(price)).toBe(true)
          expect(Math.abs(price / entry - 1) / ratio).toBeCloseTo(1, 6)
          before = price
        }
        expect(targets.reduce((sum, { fraction }) => sum + fraction, 0)).toBeCloseTo(1, 12)
        expect((stopLossPrice(of, entry, levels.slRatio) - entry) * direction).toBeLessThan(0)
      }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 1e-13, 1e16])('refuses an entry of %s', (entry) => {
    expect(() => levelPrices('LONG', entry, LEVELS)).toThrow(RangeError)
    expect(() => stopLossPrice('SHORT', entry, 0.01)).toThrow(/entry price/)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -0.01, 1e-18, 1])('refuses a distance of %s', (ratio) => {
    expect(() => levelPrices('SHORT', 100, { ...LEVELS, tp1Ratio: ratio })).toThrow(/sets no SHORT level beyond/)
    expect(() => stopLossPrice('LONG', 100, ratio)).toThrow(RangeError)
  })
})

describe('stopLossPrice', () => {
  it('stands below the entry of a long and above that of a short', () => {
    expect(stopLossPrice('LONG', 100, 0.005)).toBe(99.5)
    expect(stopLossPrice('SHORT', 100, 0.005)).toBeCloseTo(100.5, 12)
  })
})
