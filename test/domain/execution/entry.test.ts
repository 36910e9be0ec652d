import { describe, expect, it } from 'vitest'
import type { OrderStatus } from '../../../src/records/generated.ts'
import { commandsOf, Desk, entered } from './support/desk.ts'
import { answer, exitPlan, T0, trade } from './support/records.ts'

const pending = () => new Desk().plan(exitPlan())

describe('entry fills', () => {
  it.each([
    ['LONG', 'SELL', '9.8'],
    ['SHORT', 'BUY', '10.2'],
  ] as const)('opens a %s, decides finally and protects it at once', (side, exit, price) => {
    const desk = entered({ side })
    expect(desk.last.map(({ sink }) => sink)).toEqual(['position', 'decision', 'command', 'account'])
    expect(desk.updates).toMatchObject([
      { status: 'OPENED', side, quantity: '100', average_entry: '10', fees: '0.5', margin: '100', opened_at: T0 },
    ])
    expect(desk.decisions).toMatchObject([{ stage: 'ENTRY', outcome: 'ACCEPTED', final: true, intent_id: 's1.paper' }])
    expect(commandsOf(desk.last)).toMatchObject([
      {
        leg: 'STOP',
        intent: 'PLACE',
        type: 'STOP_MARKET',
        side: exit,
        trigger_price: price,
        trigger_by: 'MARK',
        reduce_only: true,
        quantity: '100',
      },
    ])
    expect(desk.states).toMatchObject([{ balance: '9999.5', margin_used: '100' }])
  })

  it('increases on further fills and replaces the stop with the new quantity', () => {
    const desk = pending()
    const entry = desk.order('ENTRY')
    desk.report(trade(entry, 't1', { quantity: '30', price: '10' }))
    expect(desk.commands).toEqual(['STOP PLACE 30@9.8'])
    const stop = desk.order('STOP')
    desk.report(trade(entry, 't2', { quantity: '70', price: '10.1', filled: '100' }))
    expect(desk.updates).toMatchObject([{ status: 'INCREASED', quantity: '100', average_entry: '10.07' }])
    expect(desk.decisions).toEqual([])
    expect(desk.commands).toEqual(['STOP REPLACE 100@9.8'])
    expect(desk.order('STOP').target_client_order_id).toBe(stop.client_order_id)
  })

  it('books fills that come out of order, each once', () => {
    const desk = pending()
    const entry = desk.order('ENTRY')
    const first = trade(entry, 't1', { quantity: '30', price: '10' })
    const second = trade(entry, 't2', { quantity: '70', price: '10', filled: '100' })
    desk.report(second)
    expect(desk.position.open.quantity).toBe('70')
    desk.report(first)
    expect(desk.position.open.quantity).toBe('100')
    for (const repeated of [first, second]) expect(desk.report(repeated).last).toEqual([])
  })

  it('holds the reservation for the unfilled part until the entry ends', () => {
    const desk = pending()
    const entry = desk.order('ENTRY')
    desk.report(trade(entry, 't1', { quantity: '40', price: '10' }))
    expect(desk.states).toEqual([])
    expect(desk.view.account.exposures.GALAUSDT).toMatchObject({ margin: '100', reserved: false })
    desk.report(answer(entry, 'CANCELED', { filled_quantity: '40' }))
    expect(desk.states).toMatchObject([{ margin_used: '40' }])
    expect(desk.position.status).toBe('OPEN')
  })

  it('waits for trades that a final report names', () => {
    const desk = pending()
    const entry = desk.order('ENTRY')
    desk.report(answer(entry, 'EXPIRED', { filled_quantity: '40' }))
    expect(desk.decisions).toEqual([])
    desk.report(trade(entry, 't1', { quantity: '40', price: '10' }))
    expect(desk.updates).toMatchObject([{ status: 'OPENED', quantity: '40' }])
  })
})

describe('an entry that ends without a fill', () => {
  it.each([
    ['REJECTED', 'REFUSED'],
    ['EXPIRED', 'REFUSED'],
    ['CANCELED', 'REFUSED'],
    ['SKIPPED_STALE', 'SKIPPED_STALE'],
  ] as const)('%s releases the reservation and decides %s', (status, outcome) => {
    const desk = pending()
    desk.report(answer(desk.order('ENTRY'), status, { error_code: '-4003', error: 'too small' }))
    expect(desk.view.position).toBeUndefined()
    expect(desk.decisions).toMatchObject([
      { stage: 'ENTRY', outcome, reason: `ENTRY_${status}`, final: true, detail: '-4003: too small' },
    ])
    expect(desk.states).toMatchObject([{ margin_used: '0', open_positions: 0, balance: '10000' }])
    expect(desk.plan(exitPlan()).last).toEqual([])
  })

  it.each(['UNKNOWN', 'NEW'] satisfies OrderStatus[])('%s changes nothing that is published', (status) => {
    const desk = pending()
    const entry = desk.order('ENTRY')
    expect(desk.report(answer(entry, status)).last).toEqual([])
    expect(desk.position.orders[entry.client_order_id]?.unresolved).toBe(status === 'UNKNOWN')
  })

  it('resolves UNKNOWN by what the exchange answers later', () => {
    const desk = pending()
    const entry = desk.order('ENTRY')
    desk.report(answer(entry, 'UNKNOWN'))
    desk.report(answer(entry, 'FILLED', { filled_quantity: '100', average_price: '10', fee: '0.5' }))
    expect(desk.updates).toMatchObject([{ status: 'OPENED', quantity: '100', fees: '0.5' }])
    expect(desk.report(trade(entry, 't1', { quantity: '100', price: '10' })).last).toEqual([])
  })

  it('is cancelled once its plan has expired', () => {
    const desk = pending()
    expect(desk.wait(300_000).commands).toEqual([])
    expect(desk.wait(1).commands).toEqual(['ENTRY CANCEL 100'])
    expect(desk.wait(1).commands).toEqual([])
  })
})
