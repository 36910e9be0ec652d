import { describe, expect, it } from 'vitest'
import { PaperHarness, reportsOf, statuses } from './harness.ts'

const LIMIT = { type: 'LIMIT', price: '100' } as const

describe('LIMIT', () => {
  it.each([
    ['BUY', 101, 97],
    ['SELL', 99, 103],
  ] as const)('%s makes at its limit when the price trades through it', (side, away, through) => {
    const exchange = new PaperHarness({ slippageBps: 10 })
    exchange.command(1_000, { ...LIMIT, side })
    expect(exchange.tick(2_000, away)).toEqual([])
    expect(exchange.tick(3_000, 100)).toEqual([])
    expect(reportsOf(exchange.tick(4_000, through))).toMatchObject([
      { status: 'FILLED', last_price: '100', liquidity: 'MAKER', fee: '0.2' },
    ])
  })

  it('fills at a touch where the configuration says so', () => {
    const exchange = new PaperHarness({ limitFill: 'touch' })
    exchange.command(1_000, LIMIT)
    exchange.tick(2_000, 101)
    expect(statuses(exchange.tick(3_000, 100))).toEqual(['entry FILLED'])
  })

  it('takes at the better price when its first tick is beyond it', () => {
    const exchange = new PaperHarness({ slippageBps: 10 })
    exchange.command(1_000, LIMIT)
    expect(reportsOf(exchange.tick(2_000, 95))).toMatchObject([
      { status: 'FILLED', last_price: '95.1', liquidity: 'TAKER', fee: '0.4755' },
    ])
  })

  it.each([
    ['BUY', 99.99],
    ['SELL', 100.01],
  ] as const)('%s never takes at worse than its limit', (side, price) => {
    const exchange = new PaperHarness({ slippageBps: 10 })
    exchange.command(1_000, { ...LIMIT, side })
    expect(reportsOf(exchange.tick(2_000, price))[0]).toMatchObject({ last_price: '100', liquidity: 'TAKER' })
  })

  it('fills partially, first as taker, then as maker', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, LIMIT)
    const first = reportsOf(exchange.tick(2_000, 99, { volume: 8 }))
    const second = reportsOf(exchange.tick(3_000, 99, { volume: 100 }))
    expect([...first, ...second]).toMatchObject([
      { status: 'PARTIALLY_FILLED', last_quantity: '2', last_price: '99', liquidity: 'TAKER' },
      { status: 'FILLED', last_quantity: '8', last_price: '100', liquidity: 'MAKER', average_price: '99.8' },
    ])
  })

  it('fills the nearest first', () => {
    const exchange = new PaperHarness().open()
    const target = { side: 'SELL', type: 'LIMIT', reduce_only: true, quantity: '5' } as const
    exchange.command(3_000, { ...target, client_order_id: 'far', price: '120' })
    exchange.command(3_000, { ...target, client_order_id: 'near', price: '110' })
    exchange.tick(4_000, 105)
    expect(statuses(exchange.tick(5_000, 130, { volume: 28 }))).toEqual(['near FILLED', 'far PARTIALLY_FILLED'])
  })
})

describe('time in force', () => {
  it('GTX that would take is EXPIRED', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { ...LIMIT, time_in_force: 'GTX' })
    expect(reportsOf(exchange.tick(2_000, 99))).toMatchObject([{ status: 'EXPIRED', error_code: '-5022' }])
  })

  it('GTX that rests makes', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { ...LIMIT, time_in_force: 'GTX' })
    exchange.tick(2_000, 101)
    expect(reportsOf(exchange.tick(3_000, 99))).toMatchObject([{ status: 'FILLED', liquidity: 'MAKER' }])
  })

  it.each([
    ['IOC', undefined],
    ['FOK', '-5021'],
  ] as const)('%s whose price is not there is EXPIRED', (timeInForce, code) => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { ...LIMIT, time_in_force: timeInForce })
    const reports = reportsOf(exchange.tick(2_000, 101))
    expect(reports).toMatchObject([{ status: 'EXPIRED', filled_quantity: '0' }])
    expect(reports[0]?.error_code).toBe(code)
  })
})
