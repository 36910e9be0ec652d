import { describe, expect, it } from 'vitest'
import { PaperHarness, reportsOf, statuses } from './harness.ts'

describe('MARKET', () => {
  it('fills at the first tick strictly after the command', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000)
    expect(exchange.tick(999, 90)).toEqual([])
    expect(exchange.tick(1_000, 90)).toEqual([])
    expect(reportsOf(exchange.tick(1_001, 100))).toMatchObject([{ status: 'FILLED', last_price: '100' }])
  })

  it('does not fill before a command that is read late', () => {
    const exchange = new PaperHarness()
    exchange.command(5_000, { event_time: 1_000 })
    expect(exchange.tick(4_000, 100)).toEqual([])
    expect(statuses(exchange.tick(5_001, 100))).toEqual(['entry FILLED'])
  })

  it.each([
    ['BUY', '123.49', '0.61745'],
    ['SELL', '123.41', '0.61705'],
  ] as const)('%s pays slippage and the taker fee', (side, price, fee) => {
    const exchange = new PaperHarness({ slippageBps: 3 })
    exchange.command(1_000, { side })
    // 123.45 ± 3 bps = 123.487 and 123.413, on the tick 123.49 and 123.41; 10 of it at 5 bps.
    const [report] = reportsOf(exchange.tick(2_000, 123.45))
    expect(report).toEqual({
      symbol: 'OPUSDT',
      account: 'paper',
      event_time: 2_000,
      venue_time: 2_000,
      client_order_id: 'entry',
      exchange_order_id: 'Pentry',
      trade_id: 'entry-1',
      status: 'FILLED',
      last_quantity: '10',
      last_price: price,
      filled_quantity: '10',
      average_price: price,
      fee,
      fee_asset: 'USDT',
      liquidity: 'TAKER',
    })
  })

  it('never sells below one tick', () => {
    const exchange = new PaperHarness({ slippageBps: 9_999, terms: { min_notional: '0' } })
    exchange.command(1_000, { side: 'SELL' })
    expect(reportsOf(exchange.tick(2_000, 0.01))[0]?.last_price).toBe('0.01')
  })

  it('takes no more than its share of the volume, whole steps, and goes on at the next tick', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000)
    expect(reportsOf(exchange.tick(2_000, 100, { volume: 12.7 }))).toMatchObject([
      { status: 'PARTIALLY_FILLED', trade_id: 'entry-1', last_quantity: '3.1', filled_quantity: '3.1' },
    ])
    expect(exchange.tick(3_000, 101, { volume: 0 })).toEqual([])
    expect(exchange.tick(3_500, 101, { volume: 0.3 })).toEqual([])
    expect(reportsOf(exchange.tick(4_000, 102))).toMatchObject([
      { status: 'FILLED', trade_id: 'entry-2', last_quantity: '6.9', filled_quantity: '10', average_price: '101.38' },
    ])
    expect(exchange.book?.position).toMatchObject({ side: 'LONG', quantity: '10', entryPrice: '101.38' })
  })

  it('shares one tick with the other orders of the symbol', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { client_order_id: 'a' })
    exchange.command(1_000, { client_order_id: 'b' })
    const reports = reportsOf(exchange.tick(2_000, 100, { volume: 60 }))
    expect(reports.map((report) => [report.client_order_id, report.last_quantity])).toEqual([
      ['a', '10'],
      ['b', '5'],
    ])
  })

  it('adds, reduces, flips: one-way mode', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, { client_order_id: 'add', leverage: 20 })
    exchange.tick(4_000, 110)
    expect(exchange.book?.position).toMatchObject({ quantity: '20', entryPrice: '105', margin: '155', leverage: 20 })
    exchange.command(5_000, { client_order_id: 'less', side: 'SELL', quantity: '5' })
    exchange.tick(6_000, 120)
    expect(exchange.book?.position).toMatchObject({ side: 'LONG', quantity: '15', entryPrice: '105', margin: '116.25' })
    exchange.command(7_000, { client_order_id: 'flip', side: 'SELL', quantity: '25' })
    exchange.tick(8_000, 100)
    expect(exchange.book?.position).toMatchObject({ side: 'SHORT', quantity: '10', entryPrice: '100', margin: '100' })
  })
})

describe('time in force', () => {
  it('IOC fills what it can at its first tick, and the rest is EXPIRED', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { time_in_force: 'IOC' })
    expect(reportsOf(exchange.tick(2_000, 100, { volume: 20 }))).toMatchObject([
      { status: 'PARTIALLY_FILLED', filled_quantity: '5' },
      { status: 'EXPIRED', filled_quantity: '5', average_price: '100' },
    ])
    expect(exchange.book?.orders).toEqual([])
  })

  it('IOC without volume is EXPIRED', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { time_in_force: 'IOC' })
    expect(statuses(exchange.tick(2_000, 100, { volume: 0 }))).toEqual(['entry EXPIRED'])
    expect(exchange.book).toBeUndefined()
  })

  it.each([
    [39.9, 'EXPIRED', '-5021'],
    [40, 'FILLED', undefined],
  ])('FOK with a volume of %d is %s', (volume, status, code) => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { time_in_force: 'FOK' })
    const reports = reportsOf(exchange.tick(2_000, 100, { volume }))
    expect(reports).toHaveLength(1)
    expect(reports[0]?.status).toBe(status)
    expect(reports[0]?.error_code).toBe(code)
  })
})

describe('what does not act', () => {
  it('a REFERENCE or unknown market', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000)
    const before = exchange.book
    expect(exchange.tick(2_000, 100, { role: 'REFERENCE' })).toEqual([])
    expect(exchange.tick(2_000, 100, { role: 'UNKNOWN' })).toEqual([])
    expect(exchange.book).toBe(before)
  })

  it('a tick without an instrument', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000)
    exchange.terms = undefined
    expect(exchange.tick(2_000, 100)).toEqual([])
  })

  it('an entry where the instrument stopped trading is EXPIRED, an exit waits', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, { client_order_id: 'more' })
    exchange.command(3_000, { client_order_id: 'close', side: 'SELL', reduce_only: true, leg: 'CLOSE' })
    exchange.terms = { ...exchange.terms!, status: 'SUSPENDED' }
    expect(statuses(exchange.tick(4_000, 100))).toEqual(['more EXPIRED'])
    exchange.terms = { ...exchange.terms, status: 'DELISTED' }
    expect(statuses(exchange.tick(5_000, 100))).toEqual(['close FILLED'])
  })

  it('a tick that changes nothing gives the identical book', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, { side: 'SELL', type: 'LIMIT', price: '110', client_order_id: 'tp', reduce_only: true })
    exchange.tick(4_000, 101)
    const before = exchange.book
    expect(exchange.tick(5_000, 102)).toEqual([])
    expect(exchange.tick(6_000, 99)).toEqual([])
    expect(exchange.book).toBe(before)
  })
})
