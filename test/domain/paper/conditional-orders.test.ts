import { describe, expect, it } from 'vitest'
import type { OrderCommand } from '../../../src/records/generated.ts'
import { PaperHarness, reportsOf, STOP, statuses, TARGET } from './harness.ts'

type Case = readonly [OrderCommand['type'], 'BUY' | 'SELL', number, number]

/** Type, order side, a price short of the trigger at 100, the tick that gaps beyond it. */
const CASES: readonly Case[] = [
  ['STOP_MARKET', 'SELL', 100.01, 97],
  ['STOP_MARKET', 'BUY', 99.99, 103],
  ['TAKE_PROFIT_MARKET', 'SELL', 99.99, 103],
  ['TAKE_PROFIT_MARKET', 'BUY', 100.01, 97],
]

describe.each(CASES)('%s %s', (type, side, short, gap) => {
  const conditional = {
    client_order_id: 'exit',
    leg: 'STOP',
    type,
    side,
    reduce_only: true,
    trigger_price: '100',
  } as const
  const exchange = () => new PaperHarness().open(side === 'SELL' ? 'BUY' : 'SELL')

  it('triggers at its price', () => {
    const paper = exchange()
    paper.command(3_000, conditional)
    expect(paper.tick(4_000, short)).toEqual([])
    expect(reportsOf(paper.tick(5_000, 100))).toMatchObject([
      { status: 'FILLED', last_price: '100', liquidity: 'TAKER' },
    ])
    expect(paper.book).toBeUndefined()
  })

  it('fills a gap at the tick, not at the trigger', () => {
    const paper = exchange()
    paper.command(3_000, conditional)
    expect(reportsOf(paper.tick(4_000, gap))).toMatchObject([{ status: 'FILLED', last_price: String(gap) }])
  })
})

describe('the price a trigger watches', () => {
  it('MARK: the mark price, the last price where there is none', () => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, STOP)
    expect(exchange.tick(4_000, 94, { mark_price: 95.5 })).toEqual([])
    expect(reportsOf(exchange.tick(5_000, 96, { mark_price: 95 }))).toMatchObject([{ last_price: '96' }])
  })

  it.each(['LAST', null] as const)('%s: the last price', (triggerBy) => {
    const exchange = new PaperHarness().open()
    exchange.command(3_000, { ...STOP, trigger_by: triggerBy })
    expect(exchange.tick(4_000, 96, { mark_price: 94 })).toEqual([])
    expect(statuses(exchange.tick(5_000, 95, { mark_price: 96 }))).toEqual(['stop FILLED'])
  })
})

it('stays triggered: what one tick cannot fill goes on wherever the price goes', () => {
  const exchange = new PaperHarness().open()
  exchange.command(3_000, STOP)
  expect(exchange.tick(4_000, 94, { volume: 0 })).toEqual([])
  expect(reportsOf(exchange.tick(5_000, 99, { volume: 16 }))).toMatchObject([
    { status: 'PARTIALLY_FILLED', last_price: '99', last_quantity: '4' },
  ])
  expect(statuses(exchange.tick(6_000, 103))).toEqual(['stop FILLED'])
})

it('opens a position where it is no exit', () => {
  const exchange = new PaperHarness()
  exchange.command(1_000, { type: 'STOP_MARKET', trigger_price: '105' })
  exchange.tick(2_000, 104)
  exchange.tick(3_000, 106)
  expect(exchange.book?.position).toMatchObject({ side: 'LONG', entryPrice: '106' })
})

it('fills before a limit order at the same tick', () => {
  const exchange = new PaperHarness().open()
  exchange.command(3_000, { ...TARGET, price: '110' })
  exchange.command(3_000, STOP)
  exchange.tick(4_000, 100)
  // The last price is through the target while the mark is at the stop: the stop wins, the target has nothing left.
  expect(statuses(exchange.tick(5_000, 111, { mark_price: 95 }))).toEqual(['stop FILLED', 'tp1 EXPIRED'])
})
