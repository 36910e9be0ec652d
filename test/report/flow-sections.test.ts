import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_EXECUTION_CONFIG } from '../../src/domain/execution/config.ts'
import type { DecisionOutcome, DecisionReason } from '../../src/records/generated.ts'
import { intentSection } from '../../src/report/intents.ts'
import { leverageSection } from '../../src/report/leverage.ts'
import { orderSection } from '../../src/report/orders.ts'
import { planSection } from '../../src/report/plans.ts'
import { signalSection } from '../../src/report/signals.ts'
import { sizingSection } from '../../src/report/sizing.ts'
import { START } from './fixtures.ts'
import { command, decision, execution, intent, plan, planDecision } from './records.ts'

describe('signalSection', () => {
  it('counts acceptances, and refusals by reason with the most frequent first', () => {
    const decided = [
      decision({ reason: 'COOLDOWN', action: 'BUY' }),
      decision(),
      decision(),
      decision({ outcome: 'ACCEPTED', reason: 'ACCEPTED', action: 'SELL' }),
    ]
    const section = signalSection(5, decided)
    expect(section).toEqual({
      signals: 5,
      decisions: 4,
      byAction: { HOLD: 2, BUY: 1, SELL: 1 },
      accepted: 1,
      refused: 3,
      refusals: { HOLD: 2, COOLDOWN: 1 },
    })
    expect(Object.keys(section.refusals)).toEqual(['HOLD', 'COOLDOWN'])
  })

  it('adds up: accepted and refused are all decisions', () => {
    const outcomes = fc.constantFrom<DecisionOutcome>('ACCEPTED', 'REFUSED', 'UNKNOWN')
    const reasons = fc.constantFrom<DecisionReason>('ACCEPTED', 'HOLD', 'COOLDOWN', 'HALTED')
    fc.assert(
      fc.property(fc.array(fc.tuple(outcomes, reasons)), (drawn) => {
        const decided = drawn.map(([outcome, reason]) => decision({ outcome, reason }))
        const { decisions, accepted, refused, refusals } = signalSection(drawn.length, decided)
        expect(accepted + refused).toBe(decisions)
        expect(decisions).toBe(drawn.length)
        expect(Object.values(refusals).reduce((sum, count) => sum + count, 0)).toBe(refused)
      }),
    )
  })
})

describe('intentSection', () => {
  it('counts sizes and inputs; a CLOSE has no size', () => {
    const section = intentSection([
      intent(),
      intent({ side: 'SELL', position_size_usd: '60', sizing: { state: 's', action: 0.3, explored: true } }),
      intent({ side: 'CLOSE', position_size_usd: '0' }),
    ])
    expect(section).toMatchObject({
      intents: 3,
      bySide: { BUY: 1, CLOSE: 1, SELL: 1 },
      byHarvest: { SWING: 2 },
      byMultiplier: { '0.3x': 1, '1x': 1 },
      explored: 1,
      size: { min: 60, median: 130, max: 200 },
      sources: { atr: { CANDLES: 3 }, funding: { NONE_KNOWN: 3 } },
    })
  })
})

describe('planSection', () => {
  it('keeps proposals, revisions and the decisions on them apart', () => {
    const plans = [
      plan({ limited_by: ['LIQUIDATION_GUARD'] }),
      plan({ revision: 1, cause: 'REBASE', limited_by: ['IGNORED'] }),
    ]
    const decisions = [
      planDecision({ stage: 'RESERVATION', reason: 'RESERVED', final: false, limited_by: ['MAX_NOTIONAL'] }),
      planDecision(),
      planDecision(),
    ]
    const { section, leverages } = planSection(plans, decisions)
    expect(leverages).toEqual([{ raw: 47.3, used: 39 }])
    expect(section).toEqual({
      proposals: 1,
      revisions: { REBASE: 1 },
      limitedBy: { LIQUIDATION_GUARD: 1 },
      shrunkBy: { MAX_NOTIONAL: 1 },
      decisions: [
        { stage: 'ENTRY', outcome: 'ACCEPTED', reason: 'ENTERED', final: true, count: 2 },
        { stage: 'RESERVATION', outcome: 'ACCEPTED', reason: 'RESERVED', final: false, count: 1 },
      ],
      ended: 2,
    })
  })
})

describe('leverageSection', () => {
  it('takes a bound into the bucket above it, and 80 into the last', () => {
    const { buckets, raw } = leverageSection(
      [5, 9.99, 10, 79.99, 80].map((value) => ({ raw: value, used: Math.floor(value) })),
    )
    expect(buckets.map((bucket) => bucket.raw)).toEqual([2, 1, 0, 0, 0, 0, 0, 2])
    expect(buckets.map(({ from, to }) => `${from}-${to}`)).toEqual([
      '5-10',
      '10-20',
      '20-30',
      '30-40',
      '40-50',
      '50-60',
      '60-70',
      '70-80',
    ])
    expect(raw).toEqual({ min: 5, median: 10, max: 80 })
  })

  it('loses no plan', () => {
    const leverages = fc.array(
      fc.record({ raw: fc.double({ min: 5, max: 80, noNaN: true }), used: fc.integer({ min: 5, max: 80 }) }),
    )
    fc.assert(
      fc.property(leverages, (drawn) => {
        const { buckets } = leverageSection(drawn)
        expect(buckets.reduce((sum, { raw }) => sum + raw, 0)).toBe(drawn.length)
        expect(buckets.reduce((sum, { used }) => sum + used, 0)).toBe(drawn.length)
      }),
    )
  })
})

describe('orderSection', () => {
  const fill = {
    status: 'FILLED',
    trade_id: 't1',
    last_quantity: '10',
    last_price: '100',
    filled_quantity: '10',
  } as const

  it('takes the last status of each order, and cancels apart', () => {
    const commands = [
      command('entry'),
      command('target', { type: 'LIMIT', leg: 'TP1' }),
      command('stop', { type: 'STOP_MARKET', intent: 'REPLACE' }),
      command('cancel', { intent: 'CANCEL', target_client_order_id: 'target' }),
    ]
    const reports = [
      execution('entry'),
      execution('entry', { ...fill, fee: '0.5', fee_asset: 'USDT', liquidity: 'TAKER' }),
      execution('target'),
      execution('cancel', { status: 'REJECTED', error_code: '-2011' }),
    ]
    expect(orderSection(commands, reports, DEFAULT_EXECUTION_CONFIG)).toEqual({
      orders: 3,
      byStatus: { FILLED: 1, NEW: 1, NO_REPORT: 1 },
      byType: { LIMIT: 1, MARKET: 1, STOP_MARKET: 1 },
      cancels: { commands: 1, rejected: 1 },
      errors: { '-2011': 1 },
      fills: {
        fills: 1,
        taker: { fills: 1, notional: '1000', fees: '0.5' },
        maker: { fills: 0, notional: '0', fees: '0' },
        unknown: { fills: 0, notional: '0', fees: '0' },
        otherFees: {},
      },
    })
  })

  it('counts a fill that is reported twice once, and keeps fees in another asset apart', () => {
    const report = execution('entry', { ...fill, fee: '0.4', fee_asset: 'BNB', liquidity: 'MAKER' })
    const { fills } = orderSection([command('entry')], [report, report], DEFAULT_EXECUTION_CONFIG)
    expect(fills).toMatchObject({
      fills: 1,
      maker: { fills: 1, notional: '1000', fees: '0' },
      otherFees: { BNB: '0.4' },
    })
  })
})

describe('sizingSection', () => {
  it('keeps the latest value of each state and multiplier, most visited first', () => {
    const learnt = (state: string, action: number, value: number, visits: number) => ({
      state,
      action,
      value,
      visits,
      event_time: START,
    })
    const section = sizingSection([
      learnt('a', 1, 0.1, 1),
      learnt('b', 0.3, -0.2, 1),
      learnt('b', 0.3, -0.1, 2),
      learnt('b', 1, 0, 1),
    ])
    expect(section).toEqual({
      states: 300,
      statesLearnt: 2,
      learnt: [
        { state: 'b', multiplier: 0.3, value: -0.1, visits: 2 },
        { state: 'a', multiplier: 1, value: 0.1, visits: 1 },
        { state: 'b', multiplier: 1, value: 0, visits: 1 },
      ],
    })
  })
})
