import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal } from '../../../src/domain/decimal.ts'
import { onIntent } from '../../../src/domain/plan/exit-brain.ts'
import { requiredLiquidationDistance } from '../../../src/domain/plan/liquidation.ts'
import { config, decisions, instrument, intent, NOW, plans } from './fixtures.ts'
import { accounts, expectSound, sides, worlds } from './worlds.ts'

describe('from intent to rounded quantity', () => {
  it('is a sound plan or one refusal with a reason, whatever comes in', () => {
    fc.assert(
      fc.property(worlds, accounts, ({ wish, terms }, state) => {
        const [active, emissions] = onIntent({ instrument: terms, account: state }, wish, NOW, config)
        expect(emissions).toHaveLength(1)
        const [plan] = plans(emissions)
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
