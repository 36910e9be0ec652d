import { describe, expect, it } from 'vitest'
import { decimal } from '../../../src/domain/decimal.ts'
import { eventsOf, PaperHarness, STOP, statuses, TARGET } from './harness.ts'

// 10 at 100 with 10x: margin 100, maintenance 1 % of the notional. Long (1000 − 100) / (10 × 0.99) = 90.909…, short
// (1000 + 100) / (10 × 1.01) = 108.910…
describe.each([
  ['BUY', 90.92, 90.9, 'SELL', '-9', '90.9'],
  ['SELL', 108.9, 108.92, 'BUY', '-10.8', '108.92'],
] as const)('a position opened by %s', (side, alive, dead, exit, fee, price) => {
  it('is liquidated when its equity no longer exceeds the maintenance margin', () => {
    const exchange = new PaperHarness().open(side)
    expect(exchange.tick(3_000, alive)).toEqual([])
    const emissions = exchange.tick(4_000, dead)
    expect(eventsOf(emissions)).toMatchObject([
      {
        account: 'paper',
        event_time: 4_000,
        kind: 'LIQUIDATION',
        symbol: 'OPUSDT',
        side: exit,
        quantity: '10',
        price,
        amount: fee,
        asset: 'USDT',
        venue_event_id: 'paper-LIQUIDATION-OPUSDT-4000',
      },
    ])
    expect(emissions[0]?.traceId).toBe('signal')
    expect(exchange.book).toBeUndefined()
  })

  it('goes by the mark price where there is one', () => {
    const exchange = new PaperHarness().open(side)
    expect(exchange.tick(3_000, dead, { mark_price: 100 })).toEqual([])
    expect(eventsOf(exchange.tick(4_000, 100, { mark_price: dead }))).toMatchObject([{ price }])
  })

  it('never costs more than its margin, however far the price gaps', () => {
    const exchange = new PaperHarness().open(side)
    const [event] = eventsOf(exchange.tick(3_000, side === 'BUY' ? 50 : 200))
    const loss = decimal(event?.price ?? 0)
      .minus(100)
      .abs()
      .times(10)
    expect(loss.minus(event?.amount ?? 0).toNumber()).toBe(100)
  })
})

it('is decided exactly, not by the rounded liquidation mark', () => {
  const exchange = new PaperHarness().open()
  expect(exchange.tick(3_000, 91, { mark_price: 90.90909091 })).toEqual([])
  expect(eventsOf(exchange.tick(4_000, 91, { mark_price: 90.9090909 }))).toHaveLength(1)
})

it('charges the clearance fee in full where the margin can pay it', () => {
  const exchange = new PaperHarness({ liquidationFeeRatio: 0.005 }).open()
  expect(eventsOf(exchange.tick(3_000, 90.9))).toMatchObject([{ price: '90.9', amount: '-4.545' }])
})

it('pays slippage on the mark', () => {
  const exchange = new PaperHarness({ slippageBps: 10 })
  exchange.command(1_000, { type: 'LIMIT', price: '100' })
  exchange.tick(2_000, 101)
  exchange.tick(3_000, 99)
  expect(eventsOf(exchange.tick(4_000, 90.9))).toMatchObject([{ price: '90.81' }])
})

it('comes before every order of the tick, needs no volume, and ends them all', () => {
  const exchange = new PaperHarness().open()
  exchange.command(3_000, STOP)
  exchange.command(3_000, TARGET)
  exchange.command(3_000, { client_order_id: 'more', type: 'LIMIT', price: '92' })
  exchange.tick(4_000, 100)
  const emissions = exchange.tick(5_000, 80, { volume: 0 })
  expect(emissions.map(({ sink }) => sink)).toEqual(['event', 'report', 'report', 'report'])
  expect(statuses(emissions)).toEqual(['stop EXPIRED', 'tp1 EXPIRED', 'more CANCELED'])
  expect(exchange.book).toBeUndefined()
})

it('follows a change of the brackets while the position is open', () => {
  const exchange = new PaperHarness().open()
  exchange.terms = {
    ...exchange.terms!,
    event_time: 2,
    brackets: [{ notional_cap: '10000', max_leverage: 10, maintenance_ratio: 0.05 }],
  }
  expect(eventsOf(exchange.tick(3_000, 94))).toMatchObject([{ kind: 'LIQUIDATION' }])
})
