/** Keeps the records that a read_committed reader may see, as Kafka's own consumer does. */
import type { FetchedPartition, RawRecord } from './fetch-response.ts'

/**
 * The committed records of one fetch. kafkajs' own filter is not used: it takes a key of four zero bytes for the end of
 * an aborted transaction, and opens only one aborted transaction per record.
 */
export function committedRecords({ abortedTransactions, messages }: FetchedPartition): readonly RawRecord[] {
  const upcoming = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: Number(firstOffset) }))
    .sort((one, other) => one.firstOffset - other.firstOffset)
  const aborting = new Set<string>()
  return messages.filter((record) => {
    const { producerId, inTransaction } = record.batchContext
    while (upcoming[0] !== undefined && upcoming[0].firstOffset <= Number(record.offset)) {
      aborting.add(upcoming[0].producerId)
      upcoming.shift()
    }
    if (record.isControlRecord) {
      aborting.delete(producerId)
      return false
    }
    return !(inTransaction && aborting.has(producerId))
  })
}
