/** Order commands and ticks into execution reports: what reaches the paper exchange, and what is kept of its answer. */
import { EMPTY, from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { DEFAULT_PAPER_CONFIG, type PaperBook, type PaperFunding } from '../../src/domain/paper/index.ts'
import { type TradeOnPaperStreams, tradeOnPaper } from '../../src/operators/trade-on-paper.ts'
import type { Instrument, OrderCommand } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import type { KeyValueStore } from '../../src/topology/store.ts'
import type { Input } from '../../src/topology/topology.ts'
import { BUY_MARKET, rateAt, STOP, SYMBOL, statuses, TERMS, tickAt } from '../domain/paper/harness.ts'
import { input } from './inputs.ts'
import { operatorChecklist } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

interface Stores {
  readonly books: KeyValueStore<PaperBook>
  readonly instruments: KeyValueStore<Instrument>
  readonly funding: KeyValueStore<PaperFunding>
}
const freshStores = (rest: Partial<Stores> = {}): Stores => ({
  books: keyValue(),
  instruments: keyValue({ [SYMBOL]: TERMS }),
  funding: keyValue(),
  ...rest,
})
const silent: TradeOnPaperStreams = {
  instrument: EMPTY,
  funding: EMPTY,
  command: EMPTY,
  tick: EMPTY,
  punctuation: EMPTY,
}
const exchange = (streams: Partial<TradeOnPaperStreams>, stores: Stores, nowMs = 1_000) =>
  tradeOnPaper({ ...silent, ...streams }, { stores, config: DEFAULT_PAPER_CONFIG, account: 'paper', now: () => nowMs })
const ordered = (changes: Partial<OrderCommand> = {}) =>
  input(topics.orderCommand, { ...BUY_MARKET, event_time: 1_000, ...changes })
const report = (clientOrderId: string, status: string): unknown =>
  expect.objectContaining({
    sink: 'report',
    value: expect.objectContaining({ client_order_id: clientOrderId, status }),
  })

operatorChecklist<Input<OrderCommand>, unknown>('tradeOnPaper', {
  make: () => (source) => exchange({ command: source }, freshStores()),
  makeBroken: () => (source) => exchange({ command: source }, freshStores({ books: new BrokenStore() })),
  records: [
    [ordered(), [report('entry', 'NEW')]],
    [ordered({ account: 'other', client_order_id: 'foreign' }), []],
    [
      ordered({ intent: 'CANCEL', client_order_id: 'cancel', target_client_order_id: 'entry' }),
      [report('entry', 'CANCELED')],
    ],
  ],
})

function feed(stores: Stores, streams: Partial<TradeOnPaperStreams>, nowMs = 1_000) {
  const emissions: Parameters<typeof statuses>[0][number][] = []
  exchange(streams, stores, nowMs).subscribe((emission) => emissions.push(emission))
  return emissions
}
const command = (stores: Stores, ...changes: readonly Partial<OrderCommand>[]) =>
  statuses(feed(stores, { command: from(changes.map(ordered)) }))
const tick = (stores: Stores, timeMs: number, price: number) =>
  statuses(feed(stores, { tick: from([input(topics.marketTick, tickAt(timeMs, price))]) }, timeMs))

describe('tradeOnPaper', () => {
  it('keeps a book while something is open: command, fill at a later tick, stop, nothing', () => {
    const stores = freshStores()
    expect(command(stores, {})).toEqual(['entry NEW'])
    expect(tick(stores, 1_000, 100)).toEqual([])
    expect(tick(stores, 1_001, 100)).toEqual(['entry FILLED'])
    expect(command(stores, { ...STOP, event_time: 2_000 })).toEqual(['stop NEW'])
    expect(stores.books.get(SYMBOL)?.position?.quantity).toBe('10')
    expect(tick(stores, 3_000, 94)).toEqual(['stop FILLED'])
    expect(stores.books.keys()).toEqual([])
  })

  it('trades by the terms it has read', () => {
    const stores = freshStores({ instruments: keyValue() })
    expect(command(stores, {})).toEqual(['entry REJECTED'])
    feed(stores, { instrument: from([input(topics.instrument, TERMS)]) })
    expect(command(stores, {})).toEqual(['entry NEW'])
  })

  it('pays funding by the rates it has read, also those from before the position', () => {
    const stores = freshStores()
    feed(stores, { funding: from([input(topics.fundingRate, rateAt(500, 0.001, { next_funding_time: 9_000 }))]) }, 500)
    expect(stores.funding.get(SYMBOL)).toMatchObject({ rateRatio: 0.001, nextFundingTime: 9_000 })
    command(stores, {})
    tick(stores, 2_000, 100)
    const paid = feed(stores, { tick: from([input(topics.marketTick, tickAt(9_000, 100))]) }, 9_000)
    expect(paid).toMatchObject([{ sink: 'event', value: { kind: 'FUNDING', amount: '-1' } }])
  })

  it('ends stale entries when it is woken', () => {
    const stores = freshStores()
    command(stores, { expires_at: 5_000 })
    expect(statuses(feed(stores, { punctuation: from([5_000]) }, 5_000))).toEqual([])
    expect(statuses(feed(stores, { punctuation: from([60_000]) }, 60_000))).toEqual(['entry SKIPPED_STALE'])
    expect(stores.books.keys()).toEqual([])
  })

  it('has no use for ticks of symbols without a book', () => {
    expect(tick(freshStores(), 1_000, 100)).toEqual([])
  })
})
