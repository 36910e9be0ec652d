import { describe, expect, it } from 'vitest'
import { decimal } from '../../../src/domain/decimal.ts'
import { maxLeverageAt, maxNotionalAt } from '../../../src/domain/plan/brackets.ts'
import { instrument } from './fixtures.ts'

const { brackets } = instrument()

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
