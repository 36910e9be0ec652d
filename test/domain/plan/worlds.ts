/** Random intents, instruments and accounts, and what every plan made of them must keep. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { decimal, ZERO } from '../../../src/domain/decimal.ts'
import type { ExitPlan, Instrument, TradeIntent } from '../../../src/records/generated.ts'
import { account, instrument, intent } from './fixtures.ts'

export const sides = fc.constantFrom('BUY' as const, 'SELL' as const)

/** Mostly the doubles of a range, sometimes any there is: NaN, infinities, zeros and subnormals among them. */
function mostly(min: number, max: number): fc.Arbitrary<number> {
  const wild = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0))
  return fc.oneof({ weight: 24, arbitrary: fc.double({ min, max, noNaN: true }) }, { weight: 1, arbitrary: wild })
}

/** An instrument and an intent for it, prices from 0.0001 to 100,000, from fine to very coarse grids, three brackets. */
export const worlds = fc
  .record({
    side: sides,
    magnitude: fc.integer({ min: -4, max: 4 }),
    tickDigits: fc.integer({ min: 1, max: 6 }),
    stepUsd: fc.constantFrom(0.001, 0.1, 1, 10),
    minSteps: fc.integer({ min: 1, max: 5 }),
    minNotional: fc.constantFrom('5', '20', '100'),
    maxLeverage: fc.integer({ min: 4, max: 125 }),
    caps: fc.uniqueArray(fc.integer({ min: 500, max: 50_000 }), { minLength: 3, maxLength: 3 }),
    maintenance: fc.double({ min: 0.002, max: 0.02, noNaN: true }),
    takerFeeBps: fc.constantFrom(0, 2, 5, 10),
    price: mostly(1, 10),
    confidence: mostly(0, 1),
    size: fc.oneof(
      { weight: 24, arbitrary: fc.double({ min: 5, max: 1000, noNaN: true }).map((size) => size.toFixed(2)) },
      { weight: 1, arbitrary: fc.constantFrom('0', '-1', 'NaN', '') },
    ),
    fields: fc.record({
      atr_value: mostly(0.001, 0.1),
      volatility_factor: mostly(0.5, 5),
      exchange_divergence: mostly(0, 0.1),
      funding_rate: mostly(-0.01, 0.01),
    }),
  })
  .map((world) => {
    const step = decimal(10).pow(-world.magnitude).times(world.stepUsd)
    const { caps, maxLeverage } = world
    const terms: Instrument = instrument({
      tick_size: decimal(10)
        .pow(world.magnitude - world.tickDigits + 1)
        .toFixed(),
      step_size: step.toFixed(),
      min_quantity: step.times(world.minSteps).toFixed(),
      min_notional: world.minNotional,
      max_leverage: maxLeverage,
      brackets: [...caps]
        .sort((a, b) => a - b)
        .map((cap, index) => ({
          notional_cap: String(cap),
          max_leverage: Math.max(1, Math.floor(maxLeverage / (index + 1))),
          maintenance_ratio: world.maintenance * (index + 1),
        })),
      taker_fee_bps: world.takerFeeBps,
    })
    const wish: TradeIntent = intent({
      side: world.side,
      confidence: world.confidence,
      entry_price: world.price * 10 ** world.magnitude,
      position_size_usd: world.size,
      ilf: { ...intent().ilf, ...world.fields },
    })
    return { terms, wish }
  })

export const accounts = fc
  .record({
    pnl_trend: mostly(-1, 1),
    margin_utilisation_ratio: mostly(0, 1),
    equity: fc.constantFrom('1000000', '10000', '500', '-7'),
  })
  .map((changes) => account(changes))

/** What every plan must keep, proposed or re-based. */
export function expectSound(plan: ExitPlan, terms: Instrument) {
  const sign = plan.side === 'LONG' ? 1 : -1
  const [entry, stop, liquidation] = [plan.entry_price, plan.stop_loss, plan.liquidation_price].map((price) =>
    decimal(price),
  )
  if (!entry || !stop || !liquidation) throw new Error('a price is missing')
  const quantity = decimal(plan.quantity)
  expect(Number.isInteger(plan.leverage) && plan.leverage >= 5 && plan.leverage <= 80).toBe(true)
  expect(plan.ilf_leverage >= plan.leverage && plan.ilf_leverage <= 80).toBe(true)
  expect(quantity.mod(terms.step_size).isZero()).toBe(true)
  expect(decimal(plan.margin).times(plan.leverage).minus(plan.notional).abs().lte('0.000001')).toBe(true)
  expect(quantity.times(entry).eq(plan.notional)).toBe(true)

  expect(stop.mod(terms.tick_size).isZero()).toBe(true)
  expect(entry.minus(stop).times(sign).gt(0)).toBe(true)
  expect(stop.minus(liquidation).times(sign).gt(0)).toBe(true)
  expect(plan.stop_distance_pct).toBeGreaterThan(0)

  let before = entry
  for (const leg of plan.take_profits) {
    expect(decimal(leg.price).gt(0) && decimal(leg.price).mod(terms.tick_size).isZero()).toBe(true)
    expect(decimal(leg.price).minus(before).times(sign).gt(0)).toBe(true)
    expect(decimal(leg.quantity).gt(0)).toBe(true)
    before = decimal(leg.price)
  }
  expect(plan.take_profits.length).toBeGreaterThanOrEqual(1)
  expect(plan.take_profits.reduce((sum, leg) => sum.plus(leg.quantity), ZERO).eq(quantity)).toBe(true)
}
