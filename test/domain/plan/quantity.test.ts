import { describe, expect, it } from 'vitest'
import { roundTripCostRatio } from '../../../src/domain/plan/costs.ts'
import { planQuantity, type QuantityRequest } from '../../../src/domain/plan/quantity.ts'
import { instrument, terms } from './fixtures.ts'

const base: QuantityRequest = {
  side: 'LONG',
  entryPrice: 50_000,
  ilfLeverage: 50.4,
  positionSizeUsd: '50',
  equity: '10000',
  stopRatio: 0.009,
  terms: terms(),
  roundTripCostRatio: roundTripCostRatio(5, 2),
}

function plan(changes: Partial<QuantityRequest> = {}) {
  const result = planQuantity({ ...base, ...changes })
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`)
  const { leverage, quantity, notional, margin, stopPrice, limitedBy } = result
  return {
    leverage,
    quantity: quantity.toFixed(),
    notional: notional.toFixed(),
    margin: margin.toFixed(),
    stop: stopPrice.toFixed(),
    limitedBy,
  }
}

function refusal(changes: Partial<QuantityRequest>) {
  const result = planQuantity({ ...base, ...changes })
  return result.ok ? 'none' : result.reason
}

describe('planQuantity', () => {
  it('is size × whole leverage when nothing binds', () => {
    expect(plan()).toEqual({
      leverage: 50,
      quantity: '0.05',
      notional: '2500',
      margin: '50',
      stop: '49550',
      limitedBy: [],
    })
  })

  it('is the same for a short, its stop above', () => {
    expect(plan({ side: 'SHORT' })).toMatchObject({ leverage: 50, quantity: '0.05', stop: '50450' })
  })

  it('is bound by the risk per trade: equity × 0.5 % / (stop distance + costs)', () => {
    // 50 / (0.009 + 0.0014) = 4807.7, down to the step of 0.001 × 50,000
    expect(plan({ positionSizeUsd: '200' })).toMatchObject({ notional: '4800', limitedBy: ['RISK_PER_TRADE'] })
  })

  it('is bound by the room of the account', () => {
    const limited = plan({ positionSizeUsd: '200', notionalRoom: '1000' })
    expect(limited).toMatchObject({ notional: '1000', margin: '20', limitedBy: ['RISK_PER_TRADE', 'NOTIONAL_ROOM'] })
  })

  it('is bound by the largest notional that the brackets allow at 5x', () => {
    const capped = [{ notional_cap: '1500', max_leverage: 75, maintenance_ratio: 0.005 }]
    const limited = plan({ terms: terms({ brackets: capped }) })
    expect(limited).toMatchObject({ leverage: 50, notional: '1500', limitedBy: ['BRACKET_CAP'] })
  })

  it('lowers the leverage to what the instrument allows for the notional', () => {
    const rich = { positionSizeUsd: '20000', equity: '10000000' }
    // 20,000 × 50 = 1,000,000 still fits the 50x bracket; a stop of 0.9 % there needs 0.01019 to liquidation, 1 / L less.
    expect(plan({ ...rich, terms: terms({ max_leverage: 30 }) })).toMatchObject({
      leverage: 30,
      limitedBy: ['INSTRUMENT_LEVERAGE'],
    })
    const large = plan({ ...rich, positionSizeUsd: '100000', equity: '100000000' })
    expect(large).toMatchObject({ leverage: 20, limitedBy: ['INSTRUMENT_LEVERAGE'] })
  })

  it('lowers the leverage to what the liquidation guard allows', () => {
    const brackets = [{ notional_cap: '50000', max_leverage: 125, maintenance_ratio: 0.0065 }]
    const guarded = plan({ ilfLeverage: 80, terms: terms({ brackets }) })
    expect(guarded).toMatchObject({ leverage: 58, limitedBy: ['LIQUIDATION_GUARD'] })
  })

  it('takes the largest leverage when a smaller notional frees it again', () => {
    // 100 × 40 = 4,000 fits the first bracket, 100 × 41 does not: 40x, not the 10x of the second bracket.
    const brackets = [
      { notional_cap: '4000', max_leverage: 75, maintenance_ratio: 0.005 },
      { notional_cap: '50000', max_leverage: 10, maintenance_ratio: 0.02 },
    ]
    const stepped = plan({ positionSizeUsd: '100', equity: '100000', terms: terms({ brackets }) })
    expect(stepped).toMatchObject({ leverage: 40, notional: '4000', limitedBy: ['INSTRUMENT_LEVERAGE'] })
  })

  it.each([
    ['INVALID_REQUEST', { entryPrice: Number.NaN }],
    ['INVALID_REQUEST', { entryPrice: -1 }],
    ['INVALID_REQUEST', { positionSizeUsd: '0' }],
    ['INVALID_REQUEST', { positionSizeUsd: 'much' }],
    ['INVALID_REQUEST', { ilfLeverage: Number.POSITIVE_INFINITY }],
    ['INVALID_REQUEST', { stopRatio: 1 }],
    ['INVALID_REQUEST', { roundTripCostRatio: Number.NaN }],
    ['NO_EQUITY', { equity: '-3' }],
    ['NO_ROOM', { notionalRoom: '0' }],
    ['TICK_TOO_COARSE', { entryPrice: 0.05 }],
    ['LEVERAGE_BELOW_MINIMUM', { ilfLeverage: 4.99 }],
    ['LEVERAGE_BELOW_MINIMUM', { stopRatio: 0.25 }],
    ['LEVERAGE_BELOW_MINIMUM', { terms: terms({ brackets: instrument().brackets.slice(-1) }) }],
    ['QUANTITY_BELOW_MINIMUM', { positionSizeUsd: '0.9' }],
    ['NOTIONAL_BELOW_MINIMUM', { positionSizeUsd: '1.9', terms: terms({ min_notional: '100' }) }],
  ] as const)('refuses with %s: %j', (reason, changes) => {
    expect(refusal(changes)).toBe(reason)
  })
})
