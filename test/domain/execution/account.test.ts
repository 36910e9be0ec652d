import { describe, expect, it } from 'vitest'
import { DEFAULT_EXECUTION_CONFIG as CONFIG } from '../../../src/domain/execution/config.ts'
import { accountState, onDeadLetter, openAccount, stopEntering } from '../../../src/domain/execution/index.ts'
import type { AccountMode, Control } from '../../../src/records/generated.ts'
import { Desk, entered, rebased } from './support/desk.ts'
import { accountEvent, exitPlan, T0, tick, trade } from './support/records.ts'

describe('account events', () => {
  it('books funding on balance and position, once', () => {
    const desk = entered().event(accountEvent({ amount: '-0.25' }))
    expect(desk.states).toMatchObject([{ balance: '9999.25' }])
    expect(desk.position.fundingPaid).toBe('0.25')
    expect(desk.event(accountEvent({ amount: '-0.25' })).last).toEqual([])
    desk.report(trade(desk.order('STOP'), 'x1', { quantity: '100', price: '10' }))
    expect(desk.updates).toMatchObject([{ realized_pnl: '-0.75', funding_paid: '0.25' }])
  })

  it.each([
    ['LONG', '9.1', '-92.5'],
    ['SHORT', '10.9', '-92.5'],
  ] as const)('closes a %s by liquidation at its price, the amount being the fee', (side, price, pnl) => {
    const desk = rebased({ side }).event(accountEvent({ kind: 'LIQUIDATION', amount: '-2', price, quantity: '100' }))
    expect(desk.updates).toMatchObject([
      { status: 'CLOSED', exit_cause: 'LIQUIDATION', realized_pnl: pnl, fees: '2.5' },
    ])
    expect(desk.commands).toHaveLength(4)
    expect(desk.states).toMatchObject([{ balance: '9907.5', margin_used: '0', loss_streak: 1 }])
  })

  it.each([
    ['DEPOSIT', '500', '10500'],
    ['WITHDRAWAL', '-500', '9500'],
    ['CORRECTION', '-1', '9999'],
  ] as const)('books a %s without calling it gain or drawdown', (kind, amount, balance) => {
    const desk = new Desk().event(accountEvent({ kind, amount, symbol: null }))
    expect(desk.states).toMatchObject([{ balance, drawdown_ratio: 0, mode: 'ACTIVE' }])
  })

  it('reduces by a manual trade, the amount being the whole change of the balance', () => {
    const desk = rebased()
    const manual = { kind: 'MANUAL_TRADE', side: 'SELL', quantity: '40', price: '10.1', amount: '3.8' } as const
    desk.event(accountEvent(manual))
    expect(desk.updates).toMatchObject([{ status: 'REDUCED', exit_cause: 'MANUAL', quantity: '60', fees: '0.7' }])
    expect(desk.commands).toEqual(['STOP REPLACE 60@9.8', 'TP2 REPLACE 10@10.2', 'TP3 CANCEL 20@10.3'])
    expect(desk.states).toMatchObject([{ balance: '10003.3', mode: 'ACTIVE' }])
  })

  it.each([
    [{ kind: 'MANUAL_TRADE', side: 'BUY', quantity: '1', price: '10' }, 'FOREIGN_POSITION'],
    [{ kind: 'MANUAL_TRADE', side: 'SELL', quantity: '101', price: '10' }, 'POSITION_MISMATCH'],
    [{ kind: 'MANUAL_TRADE', side: 'SELL', symbol: 'BTCUSDT' }, 'FOREIGN_POSITION'],
    [{ kind: 'MANUAL_TRADE', side: 'SELL' }, 'MANUAL_TRADE_WITHOUT_FIGURES'],
    [{ kind: 'LIQUIDATION' }, 'LIQUIDATION_WITHOUT_FIGURES'],
    [{ kind: 'LIQUIDATION', symbol: 'BTCUSDT' }, 'FOREIGN_POSITION'],
    [{ kind: 'UNKNOWN' }, 'UNKNOWN_ACCOUNT_EVENT'],
  ] as const)('halts on what it cannot account for: %o', (event, reason) => {
    expect(entered().event(accountEvent(event)).states).toMatchObject([{ mode: 'HALTED', mode_reason: reason }])
  })

  it('keeps amounts in other assets out of the balance, and its memory bounded', () => {
    const desk = new Desk({ rememberedVenueEvents: 2 })
    for (const id of ['a', 'b', 'c']) desk.event(accountEvent({ amount: '1', asset: 'BNB', venue_event_id: id }))
    expect(desk.view.account).toMatchObject({ balance: '10000', venueEventIds: ['b', 'c'] })
  })
})

describe('marks', () => {
  it.each([
    ['LONG', 9.9, 10.2],
    ['SHORT', 10.1, 9.8],
  ] as const)('value a %s and keep its worst drawdown', (side, bad, good) => {
    const desk = entered({ side }).mark(tick(1, { mark_price: bad }))
    expect(desk.last).toEqual([])
    expect(desk.view.account.exposures.GALAUSDT?.unrealisedPnl).toBeCloseTo(-10)
    expect(accountState(desk.view.account, T0)).toMatchObject({ equity: '9989.5' })
    expect(accountState(desk.view.account, T0).drawdown_ratio).toBeCloseTo(10.5 / 10_000)
    desk.mark(tick(good))
    expect(desk.position.maxDrawdownRatio).toBeCloseTo(0.105)
    expect(desk.view.account.peakEquity).toBeCloseTo(10_019.5)
  })

  it('give the same objects back when there is nothing to value', () => {
    const desk = entered().mark(tick(10))
    const before = desk.view
    for (const same of [
      tick(10),
      tick(11, { role: 'REFERENCE' }),
      tick(0),
      tick(Number.NaN),
      tick(9, { symbol: 'B' }),
    ]) {
      desk.mark(same)
      expect(desk.view.account).toBe(before.account)
      expect(desk.view.position).toBe(before.position)
    }
    const pending = new Desk().plan(exitPlan())
    const { position } = pending.view
    expect(pending.mark(tick(9)).view.position).toBe(position)
  })
})

describe('modes', () => {
  const modes: readonly (readonly [Control, AccountMode])[] = [
    ['HALT', 'HALTED'],
    ['REDUCE', 'REDUCING'],
    ['DRAIN', 'DRAINING'],
    ['CLOSE_ALL', 'REDUCING'],
  ]
  it.each(modes)('%s makes an account %s, RESUME makes it active again', (command, mode) => {
    const desk = new Desk().control(command)
    expect(desk.states).toMatchObject([{ mode, mode_reason: `${command} by ann: test` }])
    expect(desk.control(command).last).toEqual([])
    expect(desk.plan(exitPlan()).decisions[0]?.outcome).toBe(mode === 'DRAINING' ? 'SKIPPED_DRAIN' : 'REFUSED')
    expect(desk.control('RESUME').states).toMatchObject([{ mode: 'ACTIVE', mode_reason: null }])
  })

  it('leaves HALTED by RESUME alone, and acts on no UNKNOWN', () => {
    const desk = new Desk().control('UNKNOWN')
    expect(desk.view.account.mode).toBe('ACTIVE')
    desk.control('HALT')
    for (const command of ['REDUCE', 'DRAIN', 'CLOSE_ALL'] as const) expect(desk.control(command).last).toEqual([])
  })

  it('keeps exits working while halted', () => {
    const desk = rebased().control('HALT')
    expect(desk.plan(exitPlan({ revision: 2, cause: 'TRAIL', stop_loss: '9.9' })).commands).toHaveLength(1)
    expect(desk.close().commands).toContain('CLOSE PLACE 100')
  })

  it('can stop an entry that is still filling and leave the rest open', () => {
    const desk = new Desk().plan(exitPlan())
    desk.report(trade(desk.order('ENTRY'), 't1', { quantity: '30', price: '10' }))
    const { position, emissions } = stopEntering(desk.view, T0, CONFIG)
    expect(emissions).toMatchObject([{ sink: 'command', value: { leg: 'ENTRY', intent: 'CANCEL', quantity: '70' } }])
    expect(position?.status).toBe('OPEN')
  })

  it.each(['exit.plan', 'order.command', 'execution.report', 'account.event', 'control.command'])(
    'halts on an unreadable %s',
    (topic) => {
      const { account, emissions } = onDeadLetter(new Desk().view, letter(topic), T0)
      expect(account).toMatchObject({ mode: 'HALTED', modeReason: `UNREADABLE_${topic}` })
      expect(emissions).toHaveLength(1)
    },
  )

  it('goes on after an unreadable tick', () => {
    expect(onDeadLetter(new Desk().view, letter('market.tick'), T0).account.mode).toBe('ACTIVE')
  })
})

describe('account.state', () => {
  it('looks back on the last 20 results', () => {
    const recentResults = [0.1, 0.2, -0.1, 0]
    const state = accountState({ ...openAccount(CONFIG), recentResults, lossStreak: 2 }, T0)
    expect(state).toMatchObject({ win_rate_ratio: 0.5, pnl_trend: 0.25, loss_streak: 2, event_time: T0 })
    expect(accountState(openAccount(CONFIG), T0)).toMatchObject({ win_rate_ratio: null, pnl_trend: 0 })
  })

  it('stays finite when the equity is gone', () => {
    const exposure = { margin: '10', notional: '100', unrealisedPnl: -20, reserved: false }
    const state = accountState({ ...openAccount(CONFIG), balance: '5', exposures: { A: exposure } }, T0)
    expect(state).toMatchObject({ equity: '-15', margin_utilisation_ratio: 1, notional_ratio: 1 })
  })
})

function letter(topic: string) {
  return { topic, event_time: T0, partition: 0, offset: 7, error_code: 'AVRO', error: 'truncated' }
}
