import { describe, expect, it } from 'vitest'
import { PaperHarness, reportsOf, STOP, statuses, TARGET } from './harness.ts'

describe('reduce-only', () => {
  it('fills no more than the position and then expires', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, { ...STOP, quantity: '25' })
    expect(reportsOf(exchange.tick(4_000, 92))).toMatchObject([
      { status: 'PARTIALLY_FILLED', last_quantity: '10' },
      { status: 'EXPIRED', filled_quantity: '10', average_price: '92' },
    ])
    expect(exchange.book).toBeUndefined()
  })

  it('expires, one report each, when another order closes the position', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, STOP)
    exchange.command(3_000, TARGET)
    exchange.command(3_000, { ...TARGET, client_order_id: 'tp2', price: '120' })
    exchange.tick(4_000, 100)
    expect(statuses(exchange.tick(5_000, 111))).toEqual(['tp1 FILLED', 'stop EXPIRED', 'tp2 EXPIRED'])
    expect(exchange.book).toBeUndefined()
  })

  it('stays for the rest of the position when a target takes part of it', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, STOP)
    exchange.command(3_000, { ...TARGET, quantity: '4' })
    exchange.tick(4_000, 100)
    expect(statuses(exchange.tick(5_000, 111))).toEqual(['tp1 FILLED'])
    expect(reportsOf(exchange.tick(6_000, 95))).toMatchObject([
      { client_order_id: 'stop', last_quantity: '6' },
      { client_order_id: 'stop', status: 'EXPIRED' },
    ])
  })

  it('expires when the position flips to its own side', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, STOP)
    exchange.command(3_000, { client_order_id: 'flip', side: 'SELL', quantity: '15' })
    expect(statuses(exchange.tick(4_000, 100))).toEqual(['flip FILLED', 'stop EXPIRED'])
    expect(exchange.book?.position).toMatchObject({ side: 'SHORT', quantity: '5' })
  })
})
