import { describe, expect, it } from 'vitest'
import { decimal } from '../../../src/domain/decimal.ts'
import { maintenanceMargin, maintenanceTiers, maxLeverageAt, maxNotionalAt } from '../../../src/domain/plan/brackets.ts'
import { instrument } from './fixtures.ts'

const { brackets } = instrument()

describe('maintenanceTiers', () => {
  it('derives the cumulative amounts Binance publishes for these brackets', () => {
    const amounts = maintenanceTiers(brackets).map(({ amount }) => amount.toNumber())
    expect(amounts).toEqual([0, 50, 1300, 16_300, 1_016_300])
  })
})

describe('maintenanceMargin', () => {
  it.each([
    ['10000', 40],
    ['50000', 200],
    ['100000', 450],
    ['1000000', 8700],
    ['2000000', 33_700],
  ])('of a notional of %s is %d', (notional, margin) => {
    expect(maintenanceMargin(maintenanceTiers(brackets), decimal(notional)).toNumber()).toBe(margin)
  })
})

describe('maxLeverageAt', () => {
  it.each([
    ['50000', 125],
    ['50000.01', 100],
    ['10000001', 4],
    ['20000001', 0],
  ])('of a notional of %s is %d', (notional, leverage) => {
    expect(maxLeverageAt(brackets, decimal(notional))).toBe(leverage)
  })
})

describe('maxNotionalAt', () => {
  it.each([
    [125, 50_000],
    [51, 250_000],
    [5, 10_000_000],
    [126, 0],
  ])('at %dx is %d', (leverage, notional) => {
    expect(maxNotionalAt(brackets, leverage).toNumber()).toBe(notional)
  })
})
