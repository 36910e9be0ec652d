import { describe, expect, it } from 'vitest'
import type { ExitPlan, Instrument } from '../../../src/records/generated.ts'
import { commandsOf, Desk } from './support/desk.ts'
import { exitPlan, INSTRUMENT, T0 } from './support/records.ts'

const EXPOSURE = { margin: '100', notional: '1000', unrealisedPnl: 0, reserved: false }

/** A desk at which everything is wrong at once, and the plan to match; each repair reveals the next refusal. */
function everythingWrong() {
  const desk = new Desk({ maxOpenPositions: 1 })
  const pending = new Desk().plan(exitPlan({ plan_id: 'other', intent_id: 'other' })).position
  const instrument: Instrument = { ...INSTRUMENT, status: 'SUSPENDED', min_quantity: '1000', min_notional: '100000' }
  desk.view = {
    account: { ...desk.view.account, mode: 'DRAINING', balance: '0', exposures: { BTCUSDT: EXPOSURE } },
    position: pending,
    instrument: undefined,
  }
  desk.now = T0 + 300_001
  const plan = exitPlan({ side: 'UNKNOWN', cause: 'UNKNOWN', quantity: '-1' })
  return { desk, plan, instrument }
}

describe('reserve: the order of the checks', () => {
  it('gives the first reason that applies', () => {
    const { desk, plan, instrument } = everythingWrong()
    const reasons: string[] = []
    const next = (change: Partial<ExitPlan>) => {
      Object.assign(plan, change)
      const before = desk.view
      reasons.push(
        desk
          .plan(plan)
          .decisions.map((decision) => `${decision.outcome} ${decision.reason}`)
          .join(),
      )
      desk.view = before
    }
    next({})
    next({ side: 'LONG' })
    next({ cause: 'ENTRY' })
    next({ quantity: '100' })
    desk.now = T0 + 300_000
    next({})
    desk.view = { ...desk.view, account: { ...desk.view.account, mode: 'HALTED' } }
    next({})
    desk.view = { ...desk.view, account: { ...desk.view.account, mode: 'ACTIVE' } }
    next({})
    desk.view = { ...desk.view, position: undefined }
    next({})
    desk.view = { ...desk.view, instrument }
    next({})
    desk.view = { ...desk.view, instrument: { ...instrument, status: 'TRADING' } }
    next({})
    desk.view = { ...desk.view, account: { ...desk.view.account, exposures: {} } }
    next({})
    desk.view = { ...desk.view, account: { ...desk.view.account, balance: '10000' } }
    next({})
    desk.view = { ...desk.view, instrument: { ...instrument, status: 'TRADING', min_quantity: '1' } }
    next({})
    desk.view = { ...desk.view, instrument: INSTRUMENT }
    next({})
    expect(reasons).toEqual([
      'REFUSED UNKNOWN_SIDE',
      'REFUSED UNKNOWN_CAUSE',
      'REFUSED INVALID_PLAN',
      'SKIPPED_STALE EXPIRED',
      'SKIPPED_DRAIN DRAINING',
      'REFUSED ACCOUNT_HALTED',
      'REFUSED POSITION_OPEN',
      'REFUSED NO_INSTRUMENT',
      'REFUSED INSTRUMENT_SUSPENDED',
      'REFUSED MAX_OPEN_POSITIONS',
      'REFUSED NO_ROOM',
      'REFUSED BELOW_MIN_QUANTITY',
      'REFUSED BELOW_MIN_NOTIONAL',
      'ACCEPTED RESERVED',
    ])
  })

  it.each([
    { stop_loss: '10.2' },
    { entry_price: 'NaN' },
    { quantity: 'many' },
    { leverage: 0 },
    { side: 'SHORT', stop_loss: '9.8' },
  ] as const)('refuses figures nobody can act on: %o', (change) => {
    expect(new Desk().plan(exitPlan(change)).decisions).toMatchObject([{ reason: 'INVALID_PLAN', final: true }])
  })

  it('passes over a plan it knows: pending, and refused before', () => {
    const desk = new Desk().plan(exitPlan())
    expect(desk.plan(exitPlan()).last).toEqual([])
    const refused = new Desk().plan(exitPlan({ side: 'UNKNOWN' }))
    expect(refused.plan(exitPlan({ side: 'UNKNOWN' })).last).toEqual([])
  })

  it('leaves plans of other accounts alone', () => {
    expect(new Desk().plan(exitPlan({ account: 'live' })).last).toEqual([])
  })
})

describe('reserve: accepted', () => {
  it.each([
    ['LONG', 'BUY'],
    ['SHORT', 'SELL'],
  ] as const)('reserves and enters a %s', (side, orderSide) => {
    const desk = new Desk().plan(exitPlan({ side }))
    expect(desk.last.map(({ sink, traceId }) => `${sink} ${traceId}`)).toEqual([
      'decision s1',
      'command s1',
      'account s1',
    ])
    expect(desk.decisions).toMatchObject([
      {
        stage: 'RESERVATION',
        outcome: 'ACCEPTED',
        final: false,
        reserved: { quantity: '100', notional: '1000', margin: '100', leverage: 10 },
        limited_by: [],
      },
    ])
    expect(commandsOf(desk.last)).toMatchObject([
      {
        leg: 'ENTRY',
        intent: 'PLACE',
        side: orderSide,
        type: 'MARKET',
        quantity: '100',
        reduce_only: false,
        time_in_force: 'GTC',
        leverage: 10,
        margin_mode: 'ISOLATED',
        position_mode: 'ONE_WAY',
        attempt: 0,
        expires_at: T0 + 300_000,
      },
    ])
    expect(desk.states).toMatchObject([{ margin_used: '100', margin_utilisation_ratio: 0.01, open_positions: 1 }])
    expect(desk.position.status).toBe('PENDING_ENTRY')
  })

  it.each([
    ['MARGIN_UTILISATION', { maxMarginUtilisationRatio: 0.00555 }, '55'],
    ['NOTIONAL_RATIO', { maxNotionalRatio: 0.0333 }, '33'],
    ['SYMBOL_NOTIONAL', { maxNotionalPerSymbol: '129' }, '12'],
  ] as const)('shrinks to %s and says so', (limit, config, quantity) => {
    const desk = new Desk(config).plan(exitPlan())
    expect(desk.decisions).toMatchObject([{ outcome: 'ACCEPTED', reserved: { quantity }, limited_by: [limit] }])
    expect(desk.order('ENTRY').quantity).toBe(quantity)
  })

  it('names every limit that shrank it further, and rounding alone as STEP_SIZE', () => {
    const both = new Desk({ maxMarginUtilisationRatio: 0.005, maxNotionalPerSymbol: '200' }).plan(exitPlan())
    expect(both.decisions[0]?.limited_by).toEqual(['MARGIN_UTILISATION', 'SYMBOL_NOTIONAL'])
    const rounded = new Desk().plan(exitPlan({ quantity: '99.7' }))
    expect(rounded.decisions[0]).toMatchObject({ limited_by: ['STEP_SIZE'], reserved: { quantity: '99' } })
  })

  it.each([{ margin: '7950' }, { notional: '199500' }])('counts what other symbols hold: %o', (held) => {
    const desk = new Desk()
    desk.view = { ...desk.view, account: { ...desk.view.account, exposures: { A: { ...EXPOSURE, ...held } } } }
    expect(desk.plan(exitPlan()).decisions[0]?.reserved?.quantity).toBe('50')
  })
})
