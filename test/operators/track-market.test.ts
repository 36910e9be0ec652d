/** The latest prices of every market of a symbol, and the rolling range: made so that a join sees ticks strictly before. */
import { describe, expect, it } from 'vitest'
import { enrich } from '../../src/domain/market/enriched.ts'
import type { Quotes } from '../../src/domain/market/quotes.ts'
import { RANGE_BUCKET_MS, RANGE_MS, type RangeBucket } from '../../src/domain/market/range.ts'
import { trackMarket } from '../../src/operators/track-market.ts'
import { tickInput } from './inputs.ts'
import { operatorChecklist, play } from './marbles.ts'
import { BrokenStore, keyValue, window } from './stores.ts'

const freshStores = () => ({ quotes: keyValue<Quotes>(), range: window<RangeBucket>() })

operatorChecklist('trackMarket', {
  make: () => trackMarket(freshStores()),
  makeBroken: () => trackMarket({ quotes: new BrokenStore(), range: new BrokenStore() }),
  records: [
    [tickInput(1_000, 10), []],
    [tickInput(2_000, 11), []],
  ],
})

/** What a signal at `time` sees after some ticks. */
function seenAt(time: number, ...ticks: readonly ReturnType<typeof tickInput>[]) {
  const stores = freshStores()
  play(trackMarket(stores), ...ticks)
  return enrich(
    { quotes: stores.quotes.get('A'), indicators: undefined, buckets: stores.range.values('A'), funding: undefined },
    time,
  )
}

describe('trackMarket', () => {
  it('a signal sees ticks strictly before it, whether the tick of its instant came first or not', () => {
    const before = [tickInput(1_000, 10), tickInput(2_000, 11)]
    const tickFirst = seenAt(3_000, ...before, tickInput(3_000, 50), tickInput(3_000, 60))
    expect(tickFirst).toEqual(seenAt(3_000, ...before))
    expect(tickFirst).toMatchObject({ price: 11, priceTime: 2_000 })
    expect(tickFirst?.ilf.volatility_factor).toBe(seenAt(3_000, ...before)?.ilf.volatility_factor)
  })

  it('has nothing for a signal that came before or with the first tick', () => {
    expect(seenAt(1_000, tickInput(1_000, 10))).toBeNull()
    expect(seenAt(500, tickInput(1_000, 10))).toBeNull()
    expect(seenAt(1_001, tickInput(1_000, 10))?.price).toBe(10)
  })

  it('measures the divergence over all fresh markets, and takes price and range from the traded one', () => {
    const reference = { role: 'REFERENCE', market: 'A-USDC' } as const
    const seen = seenAt(70_000, tickInput(0, 10), tickInput(69_000, 100), tickInput(69_500, 102, reference))
    expect(seen?.price).toBe(100)
    expect(seen?.ilf).toMatchObject({ divergence_source: 'MEASURED', markets: 2 })
    expect(seen?.ilf.exchange_divergence).toBeCloseTo(2 / 101, 12)
    const alone = seenAt(129_500, tickInput(69_000, 100), tickInput(69_500, 102, reference), tickInput(129_000, 100))
    expect(alone?.ilf).toMatchObject({ divergence_source: 'SINGLE_MARKET', markets: 1, exchange_divergence: 0 })
  })

  it('a reference market alone is no market to trade on', () => {
    expect(seenAt(2_000, tickInput(1_000, 10, { role: 'REFERENCE' }))).toBeNull()
  })

  it('takes the price from the exchange that is traded now, whether the one before is still compared with or gone', () => {
    const moved = [tickInput(1_000, 10), tickInput(2_000, 20, { exchange: 'new', market: 'A-SWAP' })]
    expect(seenAt(3_000, ...moved)).toMatchObject({ price: 20, ilf: { markets: 2 } })
    const swapped = [
      tickInput(1_000, 10),
      tickInput(1_000, 11, { exchange: 'new', role: 'REFERENCE' }),
      tickInput(2_000, 12, { role: 'REFERENCE' }),
      tickInput(2_000, 13, { exchange: 'new' }),
    ]
    expect(seenAt(3_000, ...swapped)?.price).toBe(13)
    expect(seenAt(3_000, ...swapped.slice(0, 2))?.price).toBe(10)
  })

  it('a late tick does not turn the clock back', () => {
    expect(seenAt(9_000, tickInput(5_000, 10), tickInput(4_000, 99))).toMatchObject({ price: 10, priceTime: 5_000 })
  })

  it('keeps 24 h of buckets, one entry per quarter of an hour', () => {
    const stores = freshStores()
    const quarters = Array.from({ length: 120 }, (_, i) => tickInput(i * RANGE_BUCKET_MS + 1, 100 + i))
    play(trackMarket(stores), ...quarters)
    const buckets = stores.range.buckets('A')
    const last = 118 * RANGE_BUCKET_MS
    expect(buckets.at(-1)).toBe(last)
    expect(buckets[0]).toBe(last - RANGE_MS)
    expect(stores.range.values('A')[0]).toEqual({ open: 122, high: 122, low: 122 })
  })
})
