import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, decimal } from '../../../src/domain/decimal.ts'
import { guardLeverage, liquidationPrice, requiredLiquidationDistance } from '../../../src/domain/plan/liquidation.ts'
import type { Bracket } from '../../../src/records/generated.ts'
import { instrument } from './fixtures.ts'

const { brackets } = instrument()
const flat: readonly Bracket[] = [{ notional_cap: '1000000000', max_leverage: 125, maintenance_ratio: 0.0065 }]

/** Maintenance margin told in another way: each bracket asks its ratio of the part of the notional inside it, no amounts. */
function marginalMaintenance(notional: Decimal, of: readonly Bracket[]): number {
  let floor = 0
  let margin = 0
  for (const [index, bracket] of of.entries()) {
    const cap = index === of.length - 1 ? Number.POSITIVE_INFINITY : Number(bracket.notional_cap)
    margin += Math.max(0, Math.min(notional.toNumber(), cap) - floor) * bracket.maintenance_ratio
    floor = cap
  }
  return margin
}

const positions = fc.record({
  side: fc.constantFrom('LONG' as const, 'SHORT' as const),
  entryPrice: fc.double({ min: 0.001, max: 100_000, noNaN: true }),
  notional: fc.double({ min: 5, max: 5_000_000, noNaN: true }),
  leverage: fc.integer({ min: 2, max: 80 }),
  takerFeeBps: fc.constantFrom(0, 4, 5),
})

describe('liquidationPrice', () => {
  it('is where a long has its maintenance margin left', () => {
    const price = liquidationPrice({
      side: 'LONG',
      entryPrice: 10_000,
      quantity: 1,
      margin: 1000,
      brackets: [{ notional_cap: '50000', max_leverage: 125, maintenance_ratio: 0.005 }],
      takerFeeBps: 0,
    })
    expect(price.toNumber()).toBeCloseTo(9000 / 0.995, 9)
  })

  it('is where a short has its maintenance margin left', () => {
    const price = liquidationPrice({
      side: 'SHORT',
      entryPrice: 10_000,
      quantity: 1,
      margin: 1000,
      brackets: [{ notional_cap: '50000', max_leverage: 125, maintenance_ratio: 0.005 }],
      takerFeeBps: 0,
    })
    expect(price.toNumber()).toBeCloseTo(11_000 / 1.005, 9)
  })

  it('is nearer with a closing fee', () => {
    const position = { side: 'LONG', entryPrice: 100, quantity: 1, margin: 2, brackets } as const
    const without = liquidationPrice({ ...position, takerFeeBps: 0 })
    expect(liquidationPrice({ ...position, takerFeeBps: 5 }).gt(without)).toBe(true)
  })

  it('is 0 for a long that its margin covers', () => {
    const position = { side: 'LONG', entryPrice: 100, quantity: 1, margin: 101, brackets, takerFeeBps: 5 } as const
    expect(liquidationPrice(position).toNumber()).toBe(0)
  })

  it('leaves exactly the maintenance margin and the fee, in every bracket', () => {
    fc.assert(
      fc.property(positions, ({ side, entryPrice, notional, leverage, takerFeeBps }) => {
        const quantity = decimal(notional).div(entryPrice)
        const margin = decimal(notional).div(leverage)
        const price = liquidationPrice({ side, entryPrice, quantity, margin, brackets, takerFeeBps })
        const profit = price
          .minus(entryPrice)
          .times(quantity)
          .times(side === 'LONG' ? 1 : -1)
        const value = price.times(quantity)
        const asked = marginalMaintenance(value, brackets) + value.toNumber() * (takerFeeBps / 10_000)
        expect(Math.abs(margin.plus(profit).toNumber() - asked)).toBeLessThan(1e-6 * notional)
      }),
    )
  })
})

describe('guardLeverage', () => {
  it('keeps plans below about 58x at 0.65 % maintenance', () => {
    const stopPrice = 100 * (1 - 0.009)
    const position = { side: 'LONG', entryPrice: 100, stopPrice, quantity: 50, brackets: flat, takerFeeBps: 5 } as const
    expect(guardLeverage(position)).toBe(58)
  })

  it('is the largest leverage whose liquidation price keeps the required distance', () => {
    const stops = fc.double({ min: 0.0015, max: 0.02, noNaN: true })
    fc.assert(
      fc.property(positions, stops, ({ side, entryPrice, notional, takerFeeBps }, stopRatio) => {
        const entry = decimal(entryPrice)
        const stopPrice = entry.times(side === 'LONG' ? 1 - stopRatio : 1 + stopRatio)
        const quantity = decimal(notional).div(entryPrice)
        const required = requiredLiquidationDistance(entry, stopPrice)
        const keepsDistanceAt = (leverage: number) => {
          const margin = decimal(notional).div(leverage)
          const price = liquidationPrice({ side, entryPrice, quantity, margin, brackets, takerFeeBps })
          return entry.minus(price).abs().gte(required)
        }
        const leverage = guardLeverage({ side, entryPrice, stopPrice, quantity, brackets, takerFeeBps })
        expect(leverage).toBeGreaterThanOrEqual(2)
        expect(keepsDistanceAt(leverage)).toBe(true)
        expect(keepsDistanceAt(leverage + 1)).toBe(false)
      }),
    )
  })
})
