import { describe, expect, it } from 'vitest'
import { Desk, rebased } from './support/desk.ts'
import { answer, exitPlan, T0, trade } from './support/records.ts'

const legs = { LONG: ['10.1', '10.2', '10.3'], SHORT: ['9.9', '9.8', '9.7'] } as const

describe('take-profits', () => {
  it.each(['LONG', 'SHORT'] as const)('harvest a %s level by level until nothing is left', (side) => {
    const desk = rebased({ side })
    const [tp1, tp2, tp3] = legs[side]
    const stop = side === 'LONG' ? '9.8' : '10.2'
    expect(desk.commands).toEqual([`TP1 PLACE 50@${tp1}`, `TP2 PLACE 30@${tp2}`, `TP3 PLACE 20@${tp3}`])
    desk.now = T0 + 60_000
    desk.report(trade(desk.order('TP1'), 'x1', { quantity: '50', price: tp1, fee: '0.1' }))
    expect(desk.updates).toMatchObject([
      { status: 'REDUCED', exit_cause: 'TP1', quantity: '50', realized_pnl: '4.4', fill_price: tp1 },
    ])
    expect(desk.commands).toEqual([`STOP REPLACE 50@${stop}`])
    expect(desk.states).toMatchObject([{ balance: '10004.4', margin_used: '50' }])
    desk.report(trade(desk.order('TP2'), 'x2', { quantity: '30', price: tp2 }))
    desk.report(trade(desk.order('TP3'), 'x3', { quantity: '20', price: tp3 }))
    expect(desk.updates).toMatchObject([
      {
        status: 'CLOSED',
        exit_cause: 'TP3',
        quantity: '0',
        realized_pnl: '16.4',
        pnl_ratio: 0.164,
        fees: '0.6',
        average_exit: side === 'LONG' ? '10.17' : '9.83',
        duration_ms: 60_000,
        max_drawdown_ratio: 0.005,
      },
    ])
    expect(desk.commands).toEqual([100, 50, 20].map((quantity) => `STOP CANCEL ${quantity}@${stop}`))
    expect(desk.view.position).toBeUndefined()
    expect(desk.states).toMatchObject([
      { balance: '10016.4', margin_used: '0', closed_positions: 1, win_rate_ratio: 1, pnl_trend: 1, loss_streak: 0 },
    ])
  })

  it('keeps a partly filled leg as it is and sizes the stop to what is open', () => {
    const desk = rebased()
    desk.report(trade(desk.order('TP1'), 'x1', { quantity: '20', price: '10.1' }))
    expect(desk.commands).toEqual(['STOP REPLACE 80@9.8'])
  })

  it('drops nothing and repeats nothing when a fill is reported again', () => {
    const desk = rebased()
    const fill = trade(desk.order('TP1'), 'x1', { quantity: '50', price: '10.1' })
    const before = desk.report(fill).view
    expect(desk.report(fill).view).toEqual(before)
    expect(desk.last).toEqual([])
  })
})

describe('stop', () => {
  it('closes with its cause and cancels the ladder', () => {
    const desk = rebased()
    desk.report(answer(desk.order('STOP'), 'NEW'))
    desk.report(trade(desk.order('STOP'), 'x1', { quantity: '100', price: '9.7', fee: '0.5' }))
    expect(desk.updates).toMatchObject([{ status: 'CLOSED', exit_cause: 'STOP_LOSS', realized_pnl: '-31' }])
    expect(desk.updates[0]?.max_drawdown_ratio).toBeCloseTo(0.31)
    expect(desk.commands).toEqual(['TP1 CANCEL 50@10.1', 'TP2 CANCEL 30@10.2', 'TP3 CANCEL 20@10.3'])
    expect(desk.states).toMatchObject([{ balance: '9969', loss_streak: 1, pnl_trend: -1 }])
  })

  it('takes what it closes partly from the farthest legs', () => {
    const desk = rebased()
    desk.report(trade(desk.order('STOP'), 'x1', { quantity: '40', price: '9.8' }))
    expect(desk.updates).toMatchObject([{ status: 'REDUCED', exit_cause: 'STOP_LOSS', quantity: '60' }])
    expect(desk.commands).toEqual(['TP2 REPLACE 10@10.2', 'TP3 CANCEL 20@10.3'])
  })

  it('ends an entry that is still filling, and closes what it fills meanwhile', () => {
    const desk = new Desk().plan(exitPlan())
    const entry = desk.order('ENTRY')
    desk.report(trade(entry, 't1', { quantity: '30', price: '10' }))
    desk.report(trade(desk.order('STOP'), 'x1', { quantity: '30', price: '9.8' }))
    expect(desk.updates).toMatchObject([{ status: 'REDUCED', quantity: '0' }])
    expect(desk.commands).toEqual(['ENTRY CANCEL 70'])
    desk.report(trade(entry, 't2', { quantity: '10', price: '9.8', filled: '40' }))
    expect(desk.updates).toMatchObject([{ status: 'INCREASED', quantity: '10' }])
    expect(desk.commands).toEqual(['STOP PLACE 10@9.8', 'CLOSE PLACE 10'])
    desk.report(trade(desk.order('CLOSE'), 'x2', { quantity: '10', price: '9.8' }))
    expect(desk.view.position?.status).toBe('CLOSING')
    desk.report(answer(entry, 'CANCELED', { filled_quantity: '40' }))
    expect(desk.updates).toMatchObject([{ status: 'CLOSED', exit_cause: 'STOP_LOSS', fill_quantity: null }])
    expect(desk.states).toMatchObject([{ balance: '9994', margin_used: '0' }])
  })

  it('protects and closes again what an entry fills after everything was out', () => {
    const desk = new Desk().plan(exitPlan())
    const entry = desk.order('ENTRY')
    desk.report(trade(entry, 't1', { quantity: '10', price: '10' })).close()
    const stop = desk.order('STOP')
    desk.report(trade(desk.order('CLOSE'), 'x1', { quantity: '10', price: '10' }))
    expect(desk.report(answer(stop, 'EXPIRED')).commands).toEqual([])
    desk.report(trade(entry, 't2', { quantity: '10', price: '10', filled: '20' }))
    expect(desk.commands).toEqual(['STOP PLACE 10@9.8', 'CLOSE PLACE 10'])
  })
})
