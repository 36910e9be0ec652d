/** What a read_committed reader may see of fetched batches: no markers, and nothing of aborted transactions. */
import { batchesOf, isAbortMarker, type RawRecord, recordsOf } from '../protocol/batch-decoder.ts'
import type { AbortedTransaction, FetchedPartition } from '../protocol/fetch.ts'

export interface CommittedRecords {
  readonly records: readonly RawRecord[]
  /** Where the next fetch goes on: behind everything seen, markers and compacted offsets included. */
  readonly nextOffset: number
}

/**
 * Filters one fetched record set. kafkajs' own filter is not used: it lets aborted records through when one has a key
 * of four zero bytes, and when reading starts in the middle of interleaved transactions (KAFKA.md).
 *
 * @param from the offset that was asked for; the first batch may begin before it
 * @param withHeaders whether to read all headers, which tasks do not need
 */
export function committedRecords(
  { aborted, records: set }: Pick<FetchedPartition, 'aborted' | 'records'>,
  from: number,
  withHeaders = false,
): CommittedRecords {
  const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  const aborting = new Set<bigint>()
  const records: RawRecord[] = []
  let nextOffset = from
  let next = 0
  for (const batch of batchesOf(set)) {
    for (; next < waiting.length && begun(waiting[next]!, batch.lastOffset); next++)
      aborting.add(waiting[next]!.producerId)
    nextOffset = Math.max(nextOffset, batch.lastOffset + 1)
    if (batch.control) {
      for (const { key } of recordsOf(batch)) if (isAbortMarker(key)) aborting.delete(batch.producerId)
      continue
    }
    if (batch.transactional && aborting.has(batch.producerId)) continue
    for (const record of recordsOf(batch, withHeaders)) if (record.offset >= from) records.push(record)
  }
  return { records, nextOffset }
}

function begun({ firstOffset }: AbortedTransaction, lastOffset: number): boolean {
  return firstOffset <= lastOffset
}
