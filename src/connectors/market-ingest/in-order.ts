/** Live records for a driver that takes them strictly by time. */
import type { SourceRecord } from '../source-record.ts'

/**
 * Batches in which time never goes back and no instant is spread over two. Exchanges tell one thing a little later than
 * another: what would come before something that was given already gets the next free millisecond, in `event_time` too.
 *
 * @param afterMs nothing is given at or before this, Unix ms
 */
export async function* inOrder(
  batches: AsyncIterable<readonly SourceRecord[]>,
  afterMs: number,
): AsyncGenerator<readonly SourceRecord[]> {
  let lastMs = afterMs
  for await (const batch of batches) {
    const sorted = batch.toSorted((a, b) => a.timestamp - b.timestamp)
    const floorMs = lastMs + 1
    const moved = sorted.map((record) => (record.timestamp >= floorMs ? record : at(record, floorMs)))
    lastMs = moved.at(-1)?.timestamp ?? lastMs
    yield moved
  }
}

function at(record: SourceRecord, timeMs: number): SourceRecord {
  return { ...record, timestamp: timeMs, value: { ...record.value, event_time: timeMs } }
}
