/** The ticks a signal could know: the last one of each market strictly before it, found through the time index. */
import type { MarketTick } from '../../records/generated.ts'
import { topics } from '../../topics.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Located } from './chain.ts'

/** How far back is looked, ms, one after another until a tick is there; the last covers a quiet day. */
const LOOK_BACKS_MS = [120_000, 3_600_000, 86_400_000] as const

/**
 * The last tick of each market of a symbol with an event time before `timeMs` (Unix ms), by market. Empty where the
 * symbol has had none for a day.
 */
export function ticksBefore(
  snapshot: Snapshot,
  symbol: string,
  partition: number,
  timeMs: number,
): readonly Located<MarketTick>[] {
  for (const lookBackMs of LOOK_BACKS_MS) {
    const latest = latestByMarket(snapshot, symbol, partition, timeMs - lookBackMs, timeMs)
    if (latest.size > 0) return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tick]) => tick)
  }
  return []
}

function latestByMarket(snapshot: Snapshot, symbol: string, partition: number, fromMs: number, toMs: number) {
  const { marketTick } = topics
  const latest = new Map<string, Located<MarketTick>>()
  const fromOffset = snapshot.firstOffsetAt(marketTick.name, partition, fromMs)
  let isPast = false
  const keep = ({ key, timestamp }: { readonly key: string; readonly timestamp: number }) => {
    isPast = timestamp > toMs
    return isPast || (key === symbol && timestamp >= fromMs && timestamp < toMs)
  }
  for (const record of snapshot.partition(marketTick, partition, { fromOffset, keep })) {
    // Ticks come in the order of their times: behind the first later one there is nothing to find.
    if (isPast) break
    if (record.error !== null) continue
    const { topic, offset, key, timestamp, headers, value } = record
    latest.set(`${value.exchange} ${value.market}`, { topic, partition, offset, key, timestamp, headers, value })
  }
  return latest
}
