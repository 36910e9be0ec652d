/** A rolling 24 h of prices in small buckets: high, low and the first price. */
import type { Snapshot } from './quotes.ts'

export const RANGE_MS = 86_400_000
/** Length of a bucket, ms: 15 minutes, so the range reaches back 24 h and up to a quarter of an hour more. */
export const RANGE_BUCKET_MS = 900_000

/** Prices of one bucket, quote units. */
export interface RangeBucket {
  readonly open: number
  readonly high: number
  readonly low: number
}

/** Start of the bucket of a time, ms. */
export function rangeBucketOf(timeMs: number): number {
  return Math.floor(timeMs / RANGE_BUCKET_MS) * RANGE_BUCKET_MS
}

/** The bucket after one more snapshot; the same object when it changes nothing. */
export function foldSnapshot(bucket: RangeBucket | undefined, { price, high, low }: Snapshot): RangeBucket {
  if (bucket === undefined) return { open: price, high, low }
  if (high <= bucket.high && low >= bucket.low) return bucket
  return { open: bucket.open, high: Math.max(bucket.high, high), low: Math.min(bucket.low, low) }
}

/** High, low and first price over some buckets and the latest snapshot. */
export function rangeOf(buckets: readonly RangeBucket[], latest: Snapshot): RangeBucket {
  let { high, low } = latest
  for (const bucket of buckets) {
    if (bucket.high > high) high = bucket.high
    if (bucket.low < low) low = bucket.low
  }
  return { open: buckets[0]?.open ?? latest.price, high, low }
}
