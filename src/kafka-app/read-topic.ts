/** Reads a topic of a cluster to its end, without a consumer group: what is committed and decided by now. */
import { StreamError } from '../runtime/errors.ts'
import type { Connection } from '../runtime/kafka/client/connection.ts'
import { offsetsOf } from '../runtime/kafka/lane/offsets.ts'
import type { RawRecord } from '../runtime/kafka/protocol/batch-decoder.ts'
import { committedRecords } from '../runtime/kafka/reading/committed-records.ts'
import { fetchPartition } from '../runtime/kafka/reading/fetch-partition.ts'

const FETCH_BYTES = 4 * 1024 * 1024

/**
 * The records of all partitions by event time, and within an instant by partition and offset: near to the order in
 * which an embedded run would have written them.
 *
 * @param topic as the cluster names it; the connection must have been opened with it
 * @param last at most so many offsets from the end of each partition; without it all
 */
export async function readTopic(connection: Connection, topic: string, last?: number): Promise<readonly RawRecord[]> {
  const records: RawRecord[] = []
  for (let partition = 0; partition < connection.partitionsOf(topic); partition++) {
    records.push(...(await readPartition(connection, topic, partition, last)))
  }
  return records.sort((a, b) => a.timestamp - b.timestamp)
}

/** The committed records of one partition, in the order of their offsets. */
export async function readPartition(
  connection: Connection,
  topic: string,
  partition: number,
  last?: number,
): Promise<readonly RawRecord[]> {
  const { first, end } = await offsetsOf(connection, topic, partition)
  const from = last === undefined ? first : Math.max(first, end - last)
  const found: (readonly RawRecord[])[] = []
  for await (const records of readBatches(connection, { topic, partition, from, end })) found.push(records)
  return found.flat()
}

/** A stretch of a partition: offsets from `from` up to `end`, exclusive. */
export interface Stretch {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly end: number
  /** Whether the records get all their headers. Default: no. */
  readonly withHeaders?: boolean
}

/** The committed records of a stretch, fetch by fetch. It ends early where a transaction is open. */
export async function* readBatches(
  connection: Connection,
  { topic, partition, from, end, withHeaders = false }: Stretch,
): AsyncGenerator<readonly RawRecord[]> {
  for (let offset = from; offset < end; ) {
    const answer = await fetchPartition(connection, { topic, partition, offset, maxBytes: FETCH_BYTES })
    if (answer === undefined || answer.errorCode !== 0) {
      const what = `${topic}/${partition} could not be read at offset ${offset}: code ${answer?.errorCode}`
      throw new StreamError('TOPIC_READ', 'retry', what)
    }
    const { records, nextOffset } = committedRecords(answer, offset, withHeaders)
    yield records
    // Behind the last stable offset a transaction is open: what it will bring is not committed yet.
    if (nextOffset === offset && answer.lastStableOffset <= offset) break
    offset = nextOffset
  }
}

/** How many records a topic holds by its offsets: exact where nobody writes transactions and nothing is compacted. */
export async function countRecords(connection: Connection, topic: string): Promise<number> {
  let records = 0
  for (let partition = 0; partition < connection.partitionsOf(topic); partition++) {
    const { first, end } = await offsetsOf(connection, topic, partition)
    records += end - first
  }
  return records
}
