import { describe, expect, it } from 'vitest'
import { latestFunding } from '../../../src/domain/paper/index.ts'
import { eventsOf, PaperHarness, rateAt } from './harness.ts'

const HOUR_MS = 3_600_000
const DUE = 8 * HOUR_MS

describe('a funding payment', () => {
  it.each([
    ['BUY', 0.0001, '-0.105'],
    ['SELL', 0.0001, '0.105'],
    ['BUY', -0.0002, '0.21'],
    ['SELL', -0.0002, '-0.21'],
  ] as const)('%s at a rate of %d changes the balance by %s', (side, rate, amount) => {
    const exchange = new PaperHarness()
    exchange.rate(500, rate)
    exchange.open(side)
    expect(exchange.tick(DUE - 1, 105)).toEqual([])
    const emissions = exchange.tick(DUE, 106, { mark_price: 105 })
    expect(emissions.map(({ traceId }) => traceId)).toEqual(['signal'])
    expect(eventsOf(emissions)).toEqual([
      {
        account: 'paper',
        event_time: DUE,
        kind: 'FUNDING',
        symbol: 'OPUSDT',
        amount,
        asset: 'USDT',
        venue_event_id: `paper-FUNDING-OPUSDT-${DUE}`,
        detail: `rate ${rate} at mark 105`,
      },
    ])
  })

  it('moves the isolated margin and the liquidation mark with it', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.01)
    exchange.open()
    const before = exchange.book?.position?.liquidationMark ?? 0
    exchange.tick(DUE, 100)
    expect(exchange.book?.position?.margin).toBe('90')
    expect(exchange.book?.position?.liquidationMark).toBeGreaterThan(before)
  })

  it('is made once per funding time, and again an interval later', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001)
    exchange.open()
    expect(exchange.tick(DUE, 100)).toHaveLength(1)
    expect(exchange.tick(DUE + 1, 100)).toEqual([])
    // A stale rate record that still names the time already paid.
    exchange.rate(DUE + 2, 0.0005, { next_funding_time: DUE })
    expect(exchange.tick(DUE + 3, 100)).toEqual([])
    expect(exchange.tick(2 * DUE, 100)).toHaveLength(1)
  })

  it('catches up after a gap, one event per time missed', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001)
    exchange.open()
    const ids = eventsOf(exchange.tick(3 * DUE + 5, 100)).map(({ venue_event_id: id }) => id)
    expect(ids).toEqual([1, 2, 3].map((n) => `paper-FUNDING-OPUSDT-${n * DUE}`))
  })

  it('is not owed by a position opened at or after the time', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001)
    exchange.command(1_000)
    expect(eventsOf(exchange.tick(DUE, 100))).toEqual([])
    expect(exchange.book?.position).not.toBeNull()
    expect(eventsOf(exchange.tick(DUE + 1, 100))).toEqual([])
    expect(eventsOf(exchange.tick(2 * DUE, 100))).toHaveLength(1)
  })

  it('is on the position as it was before the fills of that tick', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001)
    exchange.open()
    exchange.command(3_000, { client_order_id: 'close', leg: 'CLOSE', side: 'SELL', reduce_only: true })
    const emissions = exchange.tick(DUE, 100)
    expect(emissions.map(({ sink }) => sink)).toEqual(['event', 'report'])
    expect(exchange.book).toBeUndefined()
  })
})

describe('funding without ticks', () => {
  it('is paid after the grace at the mark price of the rate', () => {
    const exchange = new PaperHarness({ fundingGraceMs: 1_000 })
    exchange.rate(500, 0.0001, { mark_price: 120 })
    exchange.open()
    expect(exchange.time(DUE + 999)).toEqual([])
    expect(eventsOf(exchange.time(DUE + 1_000))).toMatchObject([{ amount: '-0.12', event_time: DUE + 1_000 }])
    expect(exchange.tick(DUE + 2_000, 100)).toEqual([])
  })

  it('falls back on the entry price', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001)
    exchange.open()
    expect(eventsOf(exchange.time(DUE + 60_000))).toMatchObject([{ amount: '-0.1' }])
  })

  it('is paid at the old rate when the new one comes first', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001)
    exchange.open()
    expect(eventsOf(exchange.rate(DUE + 5, 0.0009, { mark_price: 130 }))).toMatchObject([{ amount: '-0.13' }])
    expect(eventsOf(exchange.tick(2 * DUE, 100))).toMatchObject([{ amount: '-0.9' }])
  })
})

describe('what is remembered of a rate', () => {
  it('derives the next time from the interval', () => {
    expect(latestFunding(undefined, rateAt(DUE, 0.0001)).nextFundingTime).toBe(2 * DUE)
    expect(latestFunding(undefined, rateAt(DUE, 0.0001, { interval_hours: 1 })).nextFundingTime).toBe(9 * HOUR_MS)
    expect(latestFunding(undefined, rateAt(DUE, 0.0001, { interval_hours: 0 })).nextFundingTime).toBeNull()
  })

  it('pays a named time once even where the interval is unknown', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001, { interval_hours: 0, next_funding_time: DUE })
    exchange.open()
    expect(exchange.tick(DUE, 100)).toHaveLength(1)
    expect(exchange.tick(9 * DUE, 100)).toEqual([])
  })

  it('passes over a named time from before the position even where the interval is unknown', () => {
    const exchange = new PaperHarness()
    exchange.rate(500, 0.0001, { interval_hours: 0, next_funding_time: 2_000 })
    exchange.open()
    expect(exchange.tick(3_000, 100)).toEqual([])
  })

  it('ignores a late record, and needs no book', () => {
    const known = latestFunding(undefined, rateAt(2_000, 0.0001))
    expect(latestFunding(known, rateAt(1_000, 0.0009))).toBe(known)
    const exchange = new PaperHarness()
    expect(exchange.rate(1_000, 0.0001)).toEqual([])
    exchange.open()
    const before = exchange.book
    exchange.rate(999, 0.0009)
    expect(exchange.book).toBe(before)
  })
})
