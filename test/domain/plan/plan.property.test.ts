import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, ZERO } from '../../../src/domain/decimal.ts'
import { onIntent, onPosition, onTick } from '../../../src/domain/plan/exit-brain.ts'
import { requiredLiquidationDistance } from '../../../src/domain/plan/liquidation.ts'
import type { ExitPlan, Instrument, TradeIntent } from '../../../src/records/generated.ts'
import { account, config, decisions, instrument, intent, NOW, plans, update } from './fixtures.ts'

/** Any double there is: NaN, infinities, zeros and subnormals among them. */
const anyDouble = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0),
  fc.double({ min: -1, max: 5, noNaN: true }),
)

const sides = fc.constantFrom('BUY' as const, 'SELL' as const)

/** Instruments with prices from 0.0001 to 100,000 and three brackets. */
const instruments: fc.Arbitrary<Instrument> = fc
  .record({
    tick: fc.constantFrom('0.00001', '0.001', '0.1', '0.5', '1'),
    step: fc.constantFrom('0.001', '0.1', '1', '10'),
    minSteps: fc.integer({ min: 1, max: 20 }),
    minNotional: fc.constantFrom('5', '20', '100'),
    leverage: fc.integer({ min: 3, max: 125 }),
    caps: fc.uniqueArray(fc.integer({ min: 100, max: 100_000 }), { minLength: 3, maxLength: 3 }),
    maintenance: fc.double({ min: 0.002, max: 0.03, noNaN: true }),
    fee: fc.constantFrom(0, 2, 5, 10),
  })
  .map(({ tick, step, minSteps, minNotional, leverage, caps, maintenance, fee }) =>
    instrument({
      tick_size: tick,
      step_size: step,
      min_quantity: decimal(step).times(minSteps).toFixed(),
      min_notional: minNotional,
      max_leverage: leverage,
      brackets: [...caps]
        .sort((a, b) => a - b)
        .map((cap, index) => ({
          notional_cap: String(cap),
          max_leverage: Math.max(1, Math.floor(leverage / (index + 1))),
          maintenance_ratio: maintenance * (index + 1),
        })),
      taker_fee_bps: fee,
    }),
  )

const ilfFields = fc.record({
  atr_value: anyDouble,
  volatility_factor: anyDouble,
  exchange_divergence: anyDouble,
  funding_rate: anyDouble,
})

/** Mostly usable intents, and some with any double as price or confidence. */
const intents: fc.Arbitrary<TradeIntent> = fc
  .record({
    side: sides,
    confidence: fc.oneof({ weight: 4, arbitrary: fc.double({ min: 0, max: 1 }) }, { weight: 1, arbitrary: anyDouble }),
    entry_price: fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: 0.0001, max: 100_000, noNaN: true }) },
      { weight: 1, arbitrary: anyDouble },
    ),
    size: fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: 1, max: 2000, noNaN: true }).map((size) => size.toFixed(2)) },
      { weight: 1, arbitrary: fc.constantFrom('0', '-1', 'NaN', '') },
    ),
    fields: ilfFields,
  })
  .map(({ side, confidence, entry_price, size, fields }) =>
    intent({ side, confidence, entry_price, position_size_usd: size, ilf: { ...intent().ilf, ...fields } }),
  )

const accounts = fc
  .record({ pnl_trend: anyDouble, margin_utilisation_ratio: anyDouble, equity: fc.constantFrom('10000', '500', '0') })
  .map((changes) => account(changes))

/** What every plan must keep, proposed or re-based. */
function expectSound(plan: ExitPlan, terms: Instrument) {
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

describe('from intent to rounded quantity', () => {
  it('is a sound plan or one refusal with a reason, whatever comes in', () => {
    fc.assert(
      fc.property(intents, instruments, accounts, (wish, terms, state) => {
        const [active, emissions] = onIntent({ instrument: terms, account: state }, wish, NOW, config)
        expect(emissions).toHaveLength(1)
        const [plan] = plans(emissions); console.log('STAT', plan ? 'PLAN '+plan.limited_by.join('+')+' legs'+plan.take_profits.length : decisions(emissions)[0]?.reason)
        if (!plan) {
          expect(active).toBeUndefined()
          expect(decisions(emissions)[0]).toMatchObject({ outcome: 'REFUSED', final: true })
          expect(decisions(emissions)[0]?.reason).toMatch(/^[A-Z_]+$/)
          return
        }
        expectSound(plan, terms)
        expect(decimal(plan.quantity).gte(terms.min_quantity)).toBe(true)
        expect(decimal(plan.notional).gte(terms.min_notional)).toBe(true)
        const bracket = terms.brackets.find(({ notional_cap }) => decimal(plan.notional).lte(notional_cap))
        expect(plan.leverage).toBeLessThanOrEqual(Math.min(terms.max_leverage, bracket?.max_leverage ?? 0))
        expect(decimal(plan.margin).lte(wish.position_size_usd)).toBe(true)
        const distance = decimal(plan.entry_price).minus(plan.liquidation_price).abs()
        const required = requiredLiquidationDistance(plan.entry_price, plan.stop_loss)
        expect(distance.gte(required.times(1 - 1e-9))).toBe(true)
        const lossRatio = decimal(plan.entry_price).minus(plan.stop_loss).abs().div(plan.entry_price)
        const loss = lossRatio.plus((terms.taker_fee_bps + config.slippageBps) * 2e-4).times(plan.notional)
        expect(
          loss.lte(
            decimal(state.equity)
              .times(config.riskPerTradeRatio)
              .times(1 + 1e-9),
          ),
        ).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('comes to a plan for ordinary intents', () => {
    const ordinary = fc.record({ side: sides, confidence: fc.double({ min: 0.65, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(ordinary, (changes) => {
        const [, emissions] = onIntent({ instrument: instrument() }, intent(changes), NOW, config)
        expect(plans(emissions)).toHaveLength(1)
      }),
    )
  })
})

describe('while open', () => {
  const moves = fc.array(
    fc.record({
      moveRatio: fc.double({ min: -0.006, max: 0.008, noNaN: true }),
      elapsedMs: fc.integer({ min: 0, max: 3000 }),
    }),
    { maxLength: 60 },
  )
  const fills = fc.record({
    entryRatio: fc.double({ min: -0.002, max: 0.002, noNaN: true }),
    share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    tp1After: fc.nat(60),
  })

  it('moves the stop only in the position’s favour and keeps it behind the mark', () => {
    const atr = fc.double({ min: 0.0005, max: 0.01, noNaN: true })
    fc.assert(
      fc.property(sides, atr, fills, moves, (side, atrValue, { entryRatio, share, tp1After }, path) => {
        const wish = intent({ side, ilf: { ...intent().ilf, atr_value: atrValue } })
        const [proposal, [first]] = onIntent({ instrument: instrument() }, wish, NOW, config)
        if (!proposal || first?.sink !== 'plan') throw new Error('the intent was refused')
        const sign = side === 'BUY' ? 1 : -1
        const quantity = decimal(proposal.plan.quantity).times(share).div('0.001').ceil().times('0.001').toFixed()
        const entry = decimal(50_000)
          .times(1 + entryRatio)
          .toDecimalPlaces(4)
        const fill = update(proposal.plan, { quantity, average_entry: entry.toFixed() })
        let [active, emissions] = onPosition(proposal, fill, config)
        let stop = decimal(active?.plan.stop_loss ?? 0)
        expectSound(active?.plan ?? proposal.plan, instrument())
        let price = entry.toNumber()
        let nowMs = NOW + 1000
        let revision = 1
        for (const [index, { moveRatio, elapsedMs }] of path.entries()) {
          if (!active) break
          price *= 1 + sign * moveRatio
          nowMs += elapsedMs
          const taken = update(active.plan, { status: 'REDUCED', exit_cause: 'TP1', fill_price: String(price) })
          if (index === tp1After) [active, emissions] = onPosition(active, taken, config)
          else [active, emissions] = onTick(active, { price }, nowMs, config)
          for (const plan of plans(emissions)) {
            revision += 1
            expect(plan.revision).toBe(revision)
            const moved = decimal(plan.stop_loss).minus(stop).times(sign)
            if (plan.cause === 'TRAIL' || plan.cause === 'BREAK_EVEN') {
              expect(moved.gt(0)).toBe(true)
              expect(decimal(price).minus(plan.stop_loss).times(sign).gt(0)).toBe(true)
              expect(decimal(plan.stop_loss).mod('0.1').isZero()).toBe(true)
            } else {
              expect(moved.isZero()).toBe(true)
            }
            stop = decimal(plan.stop_loss)
          }
        }
      }),
    )
  })
})
