import { describe, expect, it } from 'vitest'
import type { PlanCause } from '../../../src/records/generated.ts'
import { Desk, entered, rebased } from './support/desk.ts'
import { answer, exitPlan, trade } from './support/records.ts'

const revision = (number: number, cause: PlanCause, change = {}) => exitPlan({ revision: number, cause, ...change })

describe('revisions that move levels', () => {
  it.each([
    ['REBASE', 'STOP_LOSS'],
    ['BREAK_EVEN', 'BREAK_EVEN'],
    ['TRAIL', 'TRAILING_STOP'],
  ] as const)('%s replaces the stop, whose fill is then a %s', (cause, exitCause) => {
    const desk = rebased().plan(revision(2, cause, { stop_loss: '9.9' }))
    expect(desk.commands).toEqual(['STOP REPLACE 100@9.9'])
    desk.report(trade(desk.order('STOP'), 'x1', { quantity: '100', price: '9.9' }))
    expect(desk.updates).toMatchObject([{ status: 'CLOSED', exit_cause: exitCause }])
  })

  it('keeps the cause of a stop that a revision leaves where it is', () => {
    const desk = rebased().plan(revision(2, 'TRAIL', { stop_loss: '9.80' }))
    expect(desk.commands).toEqual([])
    expect(desk.position.stop.cause).toBe('STOP_LOSS')
  })

  it('replaces only the legs that changed, with what they have left', () => {
    const desk = rebased()
    desk.report(trade(desk.order('TP1'), 'x1', { quantity: '20', price: '10.1' }))
    const [, ...farther] = exitPlan().take_profits
    const nearer = { price: '10.15', distance_pct: 1.5, fraction: 0.5, quantity: '50' }
    desk.plan(revision(2, 'REBASE', { take_profits: [nearer, ...farther] }))
    expect(desk.commands).toEqual(['TP1 REPLACE 30@10.15'])
  })

  it('gives the legs of a ladder that got shorter to the others', () => {
    const desk = rebased().plan(revision(2, 'REBASE', { take_profits: exitPlan().take_profits.slice(0, 2) }))
    expect(desk.commands).toEqual(['TP3 CANCEL 20@10.3', 'TP2 REPLACE 50@10.2'])
  })

  it.each([
    [
      [30, 50, 20],
      ['TP1 REPLACE 30@10.1', 'TP2 REPLACE 50@10.2'],
    ],
    [
      [50, 40, 10],
      ['TP3 REPLACE 10@10.3', 'TP2 REPLACE 40@10.2'],
    ],
    [
      [60, 35, 5],
      ['TP3 REPLACE 5@10.3', 'TP1 REPLACE 60@10.1', 'TP2 REPLACE 35@10.2'],
    ],
  ])('lets legs shrink before others grow: to %j', (quantities, commands) => {
    const take_profits = exitPlan().take_profits.map((rung, index) => {
      const quantity = quantities[index] ?? 0
      return { ...rung, quantity: String(quantity), fraction: quantity / 100 }
    })
    expect(rebased().plan(revision(2, 'REBASE', { take_profits })).commands).toEqual(commands)
  })

  it('fits an entry that fills in parts: no leg is ever asked for beyond what is open', () => {
    const desk = new Desk().plan(exitPlan())
    const entry = desk.order('ENTRY')
    const ladder = (quantity: number, legs: readonly number[]) =>
      revision(quantity, 'REBASE', {
        quantity: String(quantity),
        take_profits: exitPlan().take_profits.map((rung, index) => ({ ...rung, quantity: String(legs[index]) })),
      })
    desk.report(trade(entry, 't1', { quantity: '99', price: '10' })).plan(ladder(99, [49, 29, 21]))
    desk.report(trade(entry, 't2', { quantity: '1', price: '10', filled: '100' }))
    expect(desk.plan(ladder(100, [50, 30, 20])).commands).toEqual([
      'TP3 REPLACE 20@10.3',
      'TP1 REPLACE 50@10.1',
      'TP2 REPLACE 30@10.2',
    ])
  })

  it('places a leg anew while its cancellation is still under way', () => {
    const desk = rebased().plan(revision(2, 'REBASE', { take_profits: exitPlan().take_profits.slice(0, 2) }))
    expect(desk.plan(revision(3, 'REBASE')).commands).toEqual(['TP2 REPLACE 30@10.2', 'TP3 PLACE 20@10.3'])
  })

  it('ignores the revision in force, older ones, other plans, the wrong side and UNKNOWN causes', () => {
    const desk = rebased().plan(revision(3, 'TRAIL', { stop_loss: '9.9' }))
    for (const plan of [
      revision(3, 'TRAIL', { stop_loss: '9.95' }),
      revision(2, 'BREAK_EVEN', { stop_loss: '10' }),
      revision(2, 'TIME_STOP'),
      revision(4, 'TRAIL', { stop_loss: '9.95', plan_id: 'plan.other' }),
      revision(4, 'TRAIL', { stop_loss: '9.95', side: 'SHORT' }),
      revision(4, 'UNKNOWN', { stop_loss: '9.95' }),
      revision(4, 'ENTRY', { stop_loss: '9.95' }),
    ]) {
      expect(desk.plan(plan).last).toEqual([])
    }
  })

  it('throws on a level that is no price, for the dead letters', () => {
    expect(() => rebased().plan(revision(2, 'TRAIL', { stop_loss: '-1' }))).toThrow(RangeError)
    expect(() => rebased().plan(revision(2, 'TRAIL', { stop_loss: 'NaN' }))).toThrow()
  })
})

describe('revisions that close', () => {
  it.each([
    ['TIME_STOP', 'TIME_STOP'],
    ['LIQUIDATION_GUARD', 'LIQUIDATION_GUARD'],
    ['CLOSE', 'CLOSE_SIGNAL'],
  ] as const)('%s cancels the ladder, keeps the stop until the CLOSE order is through', (cause, exitCause) => {
    const desk = rebased().plan(revision(2, cause))
    expect(desk.commands).toEqual(['TP1 CANCEL 50@10.1', 'TP2 CANCEL 30@10.2', 'TP3 CANCEL 20@10.3', 'CLOSE PLACE 100'])
    expect(desk.order('CLOSE')).toMatchObject({ type: 'MARKET', side: 'SELL', reduce_only: true })
    expect(desk.plan(revision(3, 'TRAIL', { stop_loss: '9.9' })).last).toEqual([])
    for (const leg of ['TP1', 'TP2', 'TP3'] as const) desk.report(answer(desk.order(leg), 'CANCELED'))
    desk.report(trade(desk.order('CLOSE'), 'x1', { quantity: '60', price: '10' }))
    expect(desk.commands).toEqual(['STOP REPLACE 40@9.8'])
    desk.report(trade(desk.order('CLOSE'), 'x2', { quantity: '40', price: '10', filled: '100' }))
    expect(desk.updates).toMatchObject([{ status: 'CLOSED', exit_cause: exitCause, realized_pnl: '-0.5' }])
    expect(desk.commands).toEqual(['STOP CANCEL 100@9.8', 'STOP CANCEL 40@9.8'])
  })

  it('ends the CLOSE intent once, accepted', () => {
    const desk = rebased().plan(revision(2, 'CLOSE', { close_intent_id: 'c1.paper' }))
    const final = { stage: 'CLOSE', outcome: 'ACCEPTED', reason: 'CLOSING', final: true, intent_id: 'c1.paper' }
    expect(desk.decisions).toMatchObject([final])
    expect(desk.plan(revision(2, 'CLOSE', { close_intent_id: 'c1.paper' })).last).toEqual([])
  })

  it('refuses a CLOSE intent without a position, once', () => {
    const desk = new Desk().plan(revision(2, 'CLOSE', { close_intent_id: 'c1.paper' }))
    expect(desk.decisions).toMatchObject([{ stage: 'CLOSE', outcome: 'REFUSED', reason: 'NO_POSITION', final: true }])
    expect(desk.plan(revision(2, 'CLOSE', { close_intent_id: 'c1.paper' })).last).toEqual([])
  })

  it('cancels an entry that is still pending, and closes what it filled', () => {
    const desk = new Desk().plan(exitPlan()).plan(revision(1, 'CLOSE', { close_intent_id: 'c1.paper' }))
    expect(desk.commands).toEqual(['ENTRY CANCEL 100'])
    const entry = desk.order('ENTRY')
    desk.report(trade(entry, 't1', { quantity: '30', price: '10' }))
    expect(desk.commands).toEqual(['STOP PLACE 30@9.8', 'CLOSE PLACE 30'])
    expect(desk.decisions).toMatchObject([{ stage: 'ENTRY', outcome: 'ACCEPTED', intent_id: 's1.paper' }])
    desk.report(answer(entry, 'CANCELED', { filled_quantity: '30' }))
    desk.report(trade(desk.order('CLOSE'), 'x1', { quantity: '30', price: '10' }))
    expect(desk.updates).toMatchObject([{ status: 'CLOSED', exit_cause: 'CLOSE_SIGNAL' }])
  })

  it('ends the entry intent too when the pending entry is cancelled unfilled', () => {
    const desk = new Desk().plan(exitPlan()).plan(revision(1, 'CLOSE'))
    desk.report(answer(desk.order('ENTRY'), 'CANCELED'))
    expect(desk.decisions).toMatchObject([{ stage: 'ENTRY', outcome: 'REFUSED', reason: 'ENTRY_CANCELED' }])
  })

  it('closes before the first revision as well', () => {
    expect(entered().plan(revision(1, 'TIME_STOP')).commands).toEqual(['CLOSE PLACE 100'])
  })
})
