import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atrProxy, exchangeDivergence, volatilityFactor } from '../../src/domain/enrichment.ts'

const UNUSABLE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

describe('atrProxy', () => {
  it('is the absolute 24 h change as a fraction, within 0.02 and 0.10', () => {
    expect([5, -5, 0, 1, 40, -40].map(atrProxy)).toEqual([0.05, 0.05, 0.02, 0.02, 0.1, 0.1])
  })

  it.each(UNUSABLE)('is 0.10 for %s', (change) => {
    expect(atrProxy(change)).toBe(0.1)
  })

  it('always lies within its range', () => {
    fc.assert(fc.property(fc.double(), (change) => atrProxy(change) >= 0.02 && atrProxy(change) <= 0.1))
  })
})

describe('volatilityFactor', () => {
  it('is ten times the 24 h range over the low, within 0.5 and 5', () => {
    expect(volatilityFactor(110, 100)).toBeCloseTo(1, 12)
    expect(volatilityFactor(100, 100)).toBe(0.5)
    expect(volatilityFactor(200, 100)).toBe(5)
  })

  it.each([
    [100, 110],
    [100, 0],
    [100, -1],
    ...UNUSABLE.flatMap((x) => [
      [x, 100],
      [100, x],
    ]),
  ])('is 5 for a high of %s and a low of %s', (high = 0, low = 0) => {
    expect(volatilityFactor(high, low)).toBe(5)
  })

  it('always lies within its range', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (high, low) => {
        const factor = volatilityFactor(high, low)
        return factor >= 0.5 && factor <= 5
      }),
    )
  })
})

describe('exchangeDivergence', () => {
  it('is the spread over the median, the mean of the middle two for an even number', () => {
    expect(exchangeDivergence([102, 100, 101])).toBeCloseTo(2 / 101, 12)
    expect(exchangeDivergence([100, 104])).toBeCloseTo(4 / 102, 12)
    expect(exchangeDivergence([100, 110, 101, 103])).toBeCloseTo(10 / 102, 12)
  })

  it('is 0 with one market or none, and with equal prices', () => {
    expect([[], [100], [100, 100]].map(exchangeDivergence)).toEqual([0, 0, 0])
  })

  it('leaves out what is no price', () => {
    expect(exchangeDivergence([100, Number.NaN, 0, -5, Number.POSITIVE_INFINITY, 104])).toBe(
      exchangeDivergence([100, 104]),
    )
    expect(exchangeDivergence([100, 0])).toBe(0)
  })

  it('does not depend on the order and always lies within [0, 1]', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (prices) => {
        const divergence = exchangeDivergence(prices)
        expect(divergence).toBe(exchangeDivergence(prices.toReversed()))
        expect(divergence >= 0 && divergence <= 1).toBe(true)
      }),
    )
  })
})
