/** Ticks into the latest prices of every market of a symbol, and the rolling 24 h range of the traded one. */
import type { OperatorFunction } from 'rxjs'
import { type Quotes, updateQuotes } from '../domain/market/quotes.ts'
import { foldSnapshot, RANGE_MS, type RangeBucket, rangeBucketOf } from '../domain/market/range.ts'
import type { MarketTick } from '../records/generated.ts'
import type { KeyValueStore, WindowStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'

export interface TrackMarketOptions {
  readonly quotes: KeyValueStore<Quotes>
  /** Buckets of 15 minutes of the traded market. They hold an instant only once a later one has begun. */
  readonly range: WindowStore<RangeBucket>
}

/**
 * Keeps what `joinMarket` joins with. A price enters the range when a later tick makes its instant final, so that a
 * signal of that very instant never sees it.
 */
export function trackMarket({ quotes, range }: TrackMarketOptions): OperatorFunction<Input<MarketTick>, never> {
  return bindStep('trackMarket', ({ key, value, timestamp }) => {
    const [next, settled] = updateQuotes(quotes.get(key), value, timestamp)
    quotes.set(key, next)
    if (settled !== null) {
      const bucket = rangeBucketOf(settled.time)
      const known = range.get(key, bucket)
      const folded = foldSnapshot(known, settled)
      if (folded !== known) range.set(key, bucket, folded)
      if (known === undefined) range.dropBefore(key, bucket - RANGE_MS)
    }
    return NOTHING
  })
}

const NOTHING: readonly never[] = []
