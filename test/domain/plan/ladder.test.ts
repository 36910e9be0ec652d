import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, ZERO } from '../../../src/domain/decimal.ts'
import { type Target, takeProfitLadder } from '../../../src/domain/plan/ladder.ts'
import { terms } from './fixtures.ts'

const targets: readonly Target[] = [
  { ratio: 0.008, fraction: 0.5 },
  { ratio: 0.013, fraction: 0.3 },
  { ratio: 0.0185, fraction: 0.2 },
]
const entryPrice = decimal(50_000)

function ladder(quantity: string, side: 'LONG' | 'SHORT' = 'LONG', of = targets) {
  return takeProfitLadder({ side, entryPrice, quantity: decimal(quantity), targets: of, terms: terms() })
}

describe('takeProfitLadder', () => {
  it('splits a long by the harvest fractions', () => {
    expect(ladder('0.05')).toEqual([
      { price: '50400', distance_pct: 0.8, fraction: 0.5, quantity: '0.025' },
      { price: '50650', distance_pct: 1.3, fraction: 0.3, quantity: '0.015' },
      { price: '50925', distance_pct: 1.85, fraction: 0.2, quantity: '0.01' },
    ])
  })

  it('mirrors the prices of a short', () => {
    expect(ladder('0.05', 'SHORT')?.map(({ price }) => price)).toEqual(['49600', '49350', '49075'])
  })

  it('gives what rounding leaves over to the last leg', () => {
    expect(ladder('0.007')?.map(({ quantity }) => quantity)).toEqual(['0.003', '0.002', '0.002'])
  })

  it('adds up even to a position that is off the step', () => {
    expect(ladder('0.0075')?.map(({ quantity }) => quantity)).toEqual(['0.003', '0.003', '0.0015'])
  })

  it('fills a leg below the minimum up from the farther ones, at its own price', () => {
    expect(ladder('0.002')?.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['50400', '0.001'],
      ['50650', '0.001'],
    ])
    expect(ladder('0.001')?.map(({ price, quantity }) => [price, quantity])).toEqual([['50400', '0.001']])
  })

  it('joins what is left over to the last leg that stands', () => {
    const legs = takeProfitLadder({
      side: 'LONG',
      entryPrice,
      quantity: decimal('0.01'),
      targets,
      terms: terms({ min_notional: '140' }),
    })
    expect(legs?.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['50400', '0.005'],
      ['50650', '0.005'],
    ])
  })

  it('merges targets that share a tick', () => {
    const close: readonly Target[] = [
      { ratio: 0.003, fraction: 0.5 },
      { ratio: 0.003, fraction: 0.3 },
      { ratio: 0.018, fraction: 0.2 },
    ]
    const quantities = ladder('0.1', 'LONG', close)?.map(({ price, quantity }) => [price, quantity])
    expect(quantities).toEqual([
      ['50150', '0.08'],
      ['50900', '0.02'],
    ])
  })

  it('keeps a target a tick beyond the entry when the tick is coarse', () => {
    const coarse = takeProfitLadder({
      side: 'LONG',
      entryPrice: decimal('3.4'),
      quantity: decimal(9),
      targets,
      terms: terms({ tick_size: '1', step_size: '1', min_quantity: '1' }),
    })
    expect(coarse?.map(({ price, quantity }) => [price, quantity])).toEqual([['4', '9']])
  })

  it('has no ladder for a short without a tick below the entry', () => {
    const request = { side: 'SHORT', entryPrice: decimal('0.5'), quantity: decimal(9), targets } as const
    expect(takeProfitLadder({ ...request, terms: terms({ tick_size: '1' }) })).toBeUndefined()
  })

  it('adds up to the position, strictly ordered, every leg tradable or alone', () => {
    const requests = fc.record({
      side: fc.constantFrom('LONG' as const, 'SHORT' as const),
      steps: fc.integer({ min: 1, max: 5000 }),
      minQuantity: fc.constantFrom('0.001', '0.01', '0.1'),
      minNotional: fc.constantFrom('5', '100', '1000'),
      entry: fc.integer({ min: 20, max: 900_000 }).map((tenths) => decimal(tenths).div(10)),
      ratios: fc.array(fc.double({ min: 0.003, max: 0.03, noNaN: true }), { minLength: 3, maxLength: 3 }),
    })
    fc.assert(
      fc.property(requests, ({ side, steps, minQuantity, minNotional, entry, ratios }) => {
        const ordered = [...ratios].sort((a, b) => a - b)
        const of = ordered.map((ratio, index) => ({ ratio, fraction: [0.4, 0.4, 0.2][index] ?? 0 }))
        const quantity = decimal(steps).times('0.001')
        const rules = terms({ min_quantity: minQuantity, min_notional: minNotional })
        const legs = takeProfitLadder({ side, entryPrice: entry, quantity, targets: of, terms: rules }) ?? []
        expect(legs.length).toBeGreaterThan(0)
        expect(legs.reduce((sum, leg) => sum.plus(leg.quantity), ZERO).eq(quantity)).toBe(true)
        let before = entry
        for (const leg of legs) {
          const sign = side === 'LONG' ? 1 : -1
          expect(decimal(leg.price).minus(before).times(sign).gt(0)).toBe(true)
          expect(decimal(leg.price).mod('0.1').isZero()).toBe(true)
          expect(decimal(leg.quantity).mod('0.001').isZero()).toBe(true)
          const isTradable =
            decimal(leg.quantity).gte(minQuantity) && decimal(leg.quantity).times(leg.price).gte(minNotional)
          expect(isTradable || legs.length === 1).toBe(true)
          before = decimal(leg.price)
        }
      }),
    )
  })
})
