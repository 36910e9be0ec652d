import { describe, expect, it } from 'vitest'
import { Desk, entered, rebased } from './support/desk.ts'
import { answer, exitPlan, trade } from './support/records.ts'

describe('a stop the exchange will not keep', () => {
  it.each(['REJECTED', 'EXPIRED', 'CANCELED'] as const)('%s is placed again, then flattened and halted', (status) => {
    const desk = entered()
    desk.report(answer(desk.order('STOP'), status))
    expect(desk.commands).toEqual(['STOP PLACE 100@9.8'])
    expect(desk.order('STOP').attempt).toBe(1)
    desk.report(answer(desk.order('STOP'), status))
    expect(desk.order('STOP').attempt).toBe(2)
    desk.report(answer(desk.order('STOP'), status))
    expect(desk.commands).toEqual(['CLOSE PLACE 100'])
    expect(desk.states).toMatchObject([{ mode: 'HALTED', mode_reason: 'STOP_REJECTED' }])
  })

  it('counts attempts per revision', () => {
    const desk = entered()
    desk.report(answer(desk.order('STOP'), 'REJECTED'))
    desk.plan(exitPlan({ revision: 1, cause: 'REBASE', stop_loss: '9.9' }))
    expect(desk.order('STOP').attempt).toBe(0)
  })

  it('replaces the old stop again when only its replacement was rejected', () => {
    const desk = rebased()
    const old = desk.order('STOP')
    desk.report(answer(old, 'NEW'))
    desk.plan(exitPlan({ revision: 2, cause: 'TRAIL', stop_loss: '9.9' }))
    desk.report(answer(desk.order('STOP'), 'REJECTED'))
    expect(desk.commands).toEqual(['STOP REPLACE 100@9.9'])
    expect(desk.order('STOP')).toMatchObject({ target_client_order_id: old.client_order_id, attempt: 1 })
  })

  it('is not missed when it was replaced', () => {
    const desk = rebased()
    const old = desk.order('STOP')
    desk.plan(exitPlan({ revision: 2, cause: 'TRAIL', stop_loss: '9.9' }))
    expect(desk.report(answer(old, 'CANCELED')).last).toEqual([])
    expect(desk.position.orders[old.client_order_id]).toBeUndefined()
  })

  it('flattens and halts when it is not acknowledged in time', () => {
    const desk = entered()
    expect(desk.wait(5_000).last).toEqual([])
    expect(desk.wait(1).commands).toEqual(['CLOSE PLACE 100'])
    expect(desk.states).toMatchObject([{ mode: 'HALTED', mode_reason: 'STOP_NOT_ACKNOWLEDGED' }])
    expect(desk.wait(1).last).toEqual([])
  })

  it('is content once it is acknowledged, also while a replacement is under way', () => {
    const desk = entered()
    desk.report(answer(desk.order('STOP'), 'NEW'))
    desk.plan(exitPlan({ revision: 1, cause: 'REBASE', stop_loss: '9.9' }))
    expect(desk.wait(60_000).last).toEqual([])
  })
})

describe('a CLOSE order that fails', () => {
  it('is tried again, then the account halts; told again, it tries again', () => {
    const desk = entered().close()
    for (const attempt of [1, 2]) {
      desk.report(answer(desk.order('CLOSE'), 'REJECTED', { error_code: '-1001' }))
      expect(desk.order('CLOSE').attempt).toBe(attempt)
    }
    desk.report(answer(desk.order('CLOSE'), 'REJECTED'))
    expect(desk.commands).toEqual([])
    expect(desk.states).toMatchObject([{ mode: 'HALTED', mode_reason: 'CLOSE_REJECTED' }])
    expect(desk.close().commands).toEqual(['CLOSE PLACE 100'])
    expect(desk.close().commands).toEqual([])
  })

  it('follows up what an expired one left', () => {
    const desk = entered().close()
    const close = desk.order('CLOSE')
    desk.report(trade(close, 'x1', { quantity: '60', price: '10' }))
    desk.report(answer(close, 'EXPIRED', { filled_quantity: '60' }))
    expect(desk.commands).toEqual(['CLOSE PLACE 40'])
  })
})

describe('nothing left to reduce (-2022)', () => {
  it.each(['STOP', 'CLOSE'] as const)('is no failure of a %s: a fill is on its way', (leg) => {
    const desk = entered().close()
    const rejected = answer(desk.order(leg), 'REJECTED', {
      error_code: '-2022',
      error: 'ReduceOnly Order is rejected.',
    })
    expect(desk.report(rejected).last).toEqual([])
    expect(desk.view.account.mode).toBe('ACTIVE')
  })

  it('changes nothing after the position is closed', () => {
    const desk = entered()
    const stop = desk.order('STOP')
    desk.report(trade(stop, 'x1', { quantity: '100', price: '9.8' }))
    expect(desk.report(answer(stop, 'REJECTED', { error_code: '-2022' })).last).toEqual([])
  })

  it('halts when neither fill nor stop nor CLOSE order comes', () => {
    const desk = entered().close()
    desk.report(answer(desk.order('STOP'), 'REJECTED', { error_code: '-2022' }))
    desk.report(answer(desk.order('CLOSE'), 'REJECTED', { error_code: '-2022' }))
    expect(desk.wait(5_001).states).toMatchObject([{ mode: 'HALTED', mode_reason: 'CLOSE_REJECTED' }])
  })
})

describe('take-profits and contradictions', () => {
  it('does not insist on a refused take-profit, and takes back the one it was to replace', () => {
    const desk = rebased()
    desk.report(answer(desk.order('TP2'), 'REJECTED'))
    expect(desk.commands).toEqual([])
    desk.report(trade(desk.order('STOP'), 'x1', { quantity: '60', price: '9.8' }))
    desk.report(answer(desk.order('TP1'), 'REJECTED'))
    expect(desk.commands).toEqual(['TP1 CANCEL 50@10.1'])
  })

  it('halts when more leaves than was open', () => {
    const desk = entered()
    desk.report(trade(desk.order('STOP'), 'x1', { quantity: '120', price: '9.8' }))
    expect(desk.updates).toMatchObject([{ status: 'CLOSED', quantity: '0', realized_pnl: '-20.5' }])
    expect(desk.states).toMatchObject([{ mode: 'HALTED', mode_reason: 'POSITION_MISMATCH', balance: '9979.5' }])
  })

  it('halts when more enters than was commanded, and protects all of it', () => {
    const desk = new Desk().plan(exitPlan())
    desk.report(trade(desk.order('ENTRY'), 't1', { quantity: '120', price: '10' }))
    expect(desk.commands).toEqual(['STOP PLACE 120@9.8'])
    expect(desk.states).toMatchObject([{ mode: 'HALTED', mode_reason: 'POSITION_MISMATCH' }])
  })

  it('leaves orders it does not know, and other accounts, alone', () => {
    const desk = entered()
    const stop = desk.order('STOP')
    expect(desk.report({ ...answer(stop, 'REJECTED'), client_order_id: 'foreign' }).last).toEqual([])
    expect(desk.report({ ...answer(stop, 'REJECTED'), account: 'live' }).last).toEqual([])
  })
})
