import { describe, expect, it } from 'vitest'
import { PaperHarness, reportsOf, STOP, statuses } from './harness.ts'

describe('an entry after its expires_at', () => {
  it('is SKIPPED_STALE when it arrives too late', () => {
    const exchange = new PaperHarness()
    expect(statuses(exchange.command(5_001, { expires_at: 5_000 }))).toEqual(['entry SKIPPED_STALE'])
    expect(exchange.book).toBeUndefined()
  })

  it('is SKIPPED_STALE at a tick when nothing was filled', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { expires_at: 5_000 })
    expect(reportsOf(exchange.tick(5_001, 100))).toMatchObject([{ status: 'SKIPPED_STALE', filled_quantity: '0' }])
    expect(exchange.book).toBeUndefined()
  })

  it('still fills at the last instant', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { expires_at: 5_000 })
    expect(statuses(exchange.tick(5_000, 100))).toEqual(['entry FILLED'])
  })

  it('is EXPIRED for the rest of a partial fill', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { expires_at: 5_000 })
    exchange.tick(2_000, 100, { volume: 8 })
    expect(reportsOf(exchange.tick(6_000, 100))).toMatchObject([{ status: 'EXPIRED', filled_quantity: '2' }])
    expect(exchange.book?.position?.quantity).toBe('2')
  })

  it('ends by time when ticks are quiet', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { expires_at: 5_000 })
    const before = exchange.book
    expect(exchange.time(5_000)).toEqual([])
    expect(exchange.book).toBe(before)
    expect(statuses(exchange.time(5_001))).toEqual(['entry SKIPPED_STALE'])
    expect(exchange.book).toBeUndefined()
  })

  it('ends by a tick even where the instrument is unknown', () => {
    const exchange = new PaperHarness()
    exchange.command(1_000, { expires_at: 5_000 })
    exchange.terms = undefined
    expect(statuses(exchange.tick(6_000, 100))).toEqual(['entry SKIPPED_STALE'])
  })
})

it('does not concern exits', () => {
  const exchange = new PaperHarness().open()
  exchange.command(3_000, { ...STOP, expires_at: 4_000 })
  expect(exchange.time(9_000)).toEqual([])
  expect(statuses(exchange.tick(10_000, 95))).toEqual(['stop FILLED'])
})
