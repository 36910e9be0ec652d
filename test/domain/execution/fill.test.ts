import { describe, expect, it } from 'vitest'
import { DEFAULT_EXECUTION_CONFIG } from '../../../src/domain/execution/config.ts'
import { foldFill } from '../../../src/domain/execution/fill.ts'
import type { Order } from '../../../src/domain/execution/order.ts'
import type { ExecutionReport } from '../../../src/records/generated.ts'
import { T0 } from './support/records.ts'

const ORDER: Order = {
  clientOrderId: 'a',
  leg: 'ENTRY',
  phase: 'NEW',
  unresolved: false,
  quantity: '100',
  price: null,
  filled: { quantity: '0', value: '0' },
  reported: '0',
  summarised: '0',
  tradeIds: [],
  exitCause: null,
  replaces: null,
  cancelling: false,
  error: null,
}

function report(change: Partial<ExecutionReport>): ExecutionReport {
  const common = { symbol: 'GALAUSDT', event_time: T0, account: 'paper', venue_time: T0, client_order_id: 'a' }
  return { ...common, status: 'PARTIALLY_FILLED', filled_quantity: '0', ...change }
}

const trade = (id: string, quantity: string, price: string, filled: string) =>
  report({ trade_id: id, last_quantity: quantity, last_price: price, filled_quantity: filled, fee: '0.1' })

/** Folds the reports one after another and sums up what was booked. */
function fold(...reports: readonly ExecutionReport[]) {
  let order = ORDER
  const fills: string[] = []
  for (const each of reports) {
    const folded = foldFill(order, each, DEFAULT_EXECUTION_CONFIG)
    order = folded.order
    if (folded.fill !== undefined) fills.push(`${folded.fill.quantity}@${folded.fill.price} fee ${folded.fill.fee}`)
  }
  return { order, fills }
}

describe('foldFill', () => {
  it('books each trade once, in any order', () => {
    const [first, second] = [trade('1', '30', '10', '30'), trade('2', '20', '11', '50')]
    const { order, fills } = fold(second, first, second, first)
    expect(fills).toEqual(['20@11 fee 0.1', '30@10 fee 0.1'])
    expect(order).toMatchObject({ filled: { quantity: '50', value: '520' }, reported: '50' })
  })

  it('books a summary as the difference, and no trade it covers', () => {
    const summary = report({ status: 'FILLED', filled_quantity: '50', average_price: '10.4', fee: '0.2' })
    const { order, fills } = fold(trade('1', '30', '10', '30'), summary, trade('2', '20', '11', '50'), summary)
    expect(fills).toEqual(['30@10 fee 0.1', '20@11 fee 0.2'])
    expect(order.filled).toEqual({ quantity: '50', value: '520' })
  })

  it('books trades that come after a summary and go beyond it', () => {
    const summary = report({ filled_quantity: '50', average_price: '10.4' })
    expect(fold(summary, trade('3', '10', '12', '60')).fills).toEqual(['50@10.4 fee 0', '10@12 fee 0.1'])
  })

  it('falls back to the average when a rounded one makes the difference absurd', () => {
    const { fills } = fold(trade('1', '99', '10', '99'), report({ filled_quantity: '100', average_price: '9' }))
    expect(fills[1]).toBe('1@9 fee 0')
  })

  it('books nothing without a price, and nothing of zero', () => {
    expect(fold(report({ filled_quantity: '50' })).fills).toEqual([])
    expect(fold(report({ filled_quantity: '50' })).order.reported).toBe('50')
    expect(fold(trade('1', '0', '0', '0')).fills).toEqual([])
  })

  it('counts a rebate as negative and a fee in another asset as none', () => {
    expect(fold({ ...trade('1', '1', '10', '1'), fee: '-0.1' }).fills).toEqual(['1@10 fee -0.1'])
    expect(fold({ ...trade('1', '1', '10', '1'), fee_asset: 'BNB' }).fills).toEqual(['1@10 fee 0'])
  })

  it('throws on figures nobody can book', () => {
    expect(() => fold(trade('1', '1', '-10', '1'))).toThrow(/no positive price/)
    expect(() => fold(trade('1', 'NaN', '10', '1'))).toThrow(RangeError)
    expect(() => fold(report({ filled_quantity: 'much' }))).toThrow()
  })
})
