import { describe, expect, it } from 'vitest'
import { decimal } from '../../../src/domain/decimal.ts'
import { firstAbove, firstBelow, profitPct, stopPrice, targetPrice } from '../../../src/domain/plan/prices.ts'

describe('stopPrice', () => {
  it.each([
    ['LONG', 'towards the entry, up', '100', 0.00905, '0.1', '99.1'],
    ['SHORT', 'towards the entry, down', '100', 0.00905, '0.1', '100.9'],
    ['LONG', 'never onto the entry', '100', 0.001, '0.5', '99.5'],
    ['SHORT', 'never onto the entry', '100', 0.001, '0.5', '100.5'],
    ['LONG', 'never over an entry between two ticks', '100.2', 0.001, '0.5', '100'],
    ['SHORT', 'never over an entry between two ticks', '100.2', 0.001, '0.5', '100.5'],
  ] as const)('of a %s is rounded %s', (side, _, entry, ratio, tick, price) => {
    expect(stopPrice(side, decimal(entry), ratio, tick)?.toFixed()).toBe(price)
  })

  it('is undefined where no tick above zero lies below the entry', () => {
    expect(stopPrice('LONG', decimal('0.9'), 0.01, '1')).toBeUndefined()
    expect(stopPrice('SHORT', decimal('0.9'), 0.01, '1')?.toFixed()).toBe('1')
  })
})

describe('targetPrice', () => {
  it.each([
    ['LONG', 'to the nearest tick', '100', 0.00807, '0.1', '100.8'],
    ['SHORT', 'to the nearest tick', '100', 0.00807, '0.1', '99.2'],
    ['LONG', 'never back onto the entry', '100', 0.003, '1', '101'],
    ['SHORT', 'never back onto the entry', '100', 0.003, '1', '99'],
    ['SHORT', 'to a price above zero', '2', 0.9, '1', '1'],
  ] as const)('of a %s is rounded %s', (side, _, entry, ratio, tick, price) => {
    expect(targetPrice(side, decimal(entry), ratio, tick)?.toFixed()).toBe(price)
  })

  it('is undefined for a short without a tick below the entry', () => {
    expect(targetPrice('SHORT', decimal('0.9'), 0.01, '1')).toBeUndefined()
  })
})

describe('neighbouring ticks', () => {
  it('are strictly above and below', () => {
    expect(firstAbove(decimal('1.5'), '0.5').toFixed()).toBe('2')
    expect(firstBelow(decimal('1.5'), '0.5').toFixed()).toBe('1')
    expect(firstAbove(decimal('1.6'), '0.5').toFixed()).toBe('2')
    expect(firstBelow(decimal('1.6'), '0.5').toFixed()).toBe('1.5')
  })
})

describe('profitPct', () => {
  it('is positive on the profit side', () => {
    expect(profitPct('LONG', decimal(100), decimal(102))).toBe(2)
    expect(profitPct('SHORT', decimal(100), decimal(102))).toBe(-2)
  })
})
