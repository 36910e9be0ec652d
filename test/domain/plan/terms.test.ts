import { describe, expect, it } from 'vitest'
import { readDecimal, readPositive, readTerms } from '../../../src/domain/plan/terms.ts'
import type { Instrument } from '../../../src/records/generated.ts'
import { instrument } from './fixtures.ts'

const bracket = { notional_cap: '1000', max_leverage: 20, maintenance_ratio: 0.01 }

describe('readTerms', () => {
  it('takes over sound terms', () => {
    const { brackets } = instrument()
    expect(readTerms(instrument())).toEqual({
      tickSize: '0.1',
      stepSize: '0.001',
      minQuantity: '0.001',
      minNotional: '5',
      maxLeverage: 125,
      brackets,
      takerFeeBps: 5,
    })
  })

  const unusable: readonly [string, Partial<Instrument>][] = [
    ['a tick of zero', { tick_size: '0' }],
    ['a negative step', { step_size: '-0.1' }],
    ['a tick that is no number', { tick_size: 'NaN' }],
    ['an empty step', { step_size: '' }],
    ['a negative minimum', { min_quantity: '-1' }],
    ['an infinite minimum', { min_notional: 'Infinity' }],
    ['a fee that is no number', { taker_fee_bps: Number.NaN }],
    ['no bracket', { brackets: [] }],
    ['falling caps', { brackets: [bracket, { ...bracket, notional_cap: '999' }] }],
    ['falling maintenance', { brackets: [bracket, { ...bracket, notional_cap: '2000', maintenance_ratio: 0.009 }] }],
    ['a maintenance that is no number', { brackets: [{ ...bracket, maintenance_ratio: Number.NaN }] }],
    ['rising leverage', { brackets: [bracket, { ...bracket, notional_cap: '2000', max_leverage: 21 }] }],
    ['a bracket without leverage', { brackets: [{ ...bracket, max_leverage: 0 }] }],
  ]
  it.each(unusable)('refuses %s', (_, changes) => {
    expect(readTerms(instrument(changes))).toBeUndefined()
  })
})

describe('readDecimal and readPositive', () => {
  it('read what is a finite decimal', () => {
    expect(readDecimal('-1.50')?.toFixed()).toBe('-1.5')
    expect(readDecimal('one')).toBeUndefined()
    expect(readDecimal(Number.NaN)).toBeUndefined()
    expect(readPositive('1.50')?.toFixed()).toBe('1.5')
    expect(readPositive(0)).toBeUndefined()
    expect(readPositive(Number.POSITIVE_INFINITY)).toBeUndefined()
  })
})
