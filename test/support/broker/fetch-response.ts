/** What a fetch request of kafkajs answers, checked: its types say `any`. */
import * as v from 'valibot'

const bytes = v.nullable(v.instance(Buffer))

const rawRecord = v.object({
  offset: v.string(),
  timestamp: v.string(),
  key: bytes,
  value: bytes,
  headers: v.record(v.string(), v.unknown()),
  /** A transaction marker, which is no record of anybody's. */
  isControlRecord: v.boolean(),
  batchContext: v.object({
    firstOffset: v.string(),
    lastOffsetDelta: v.number(),
    producerId: v.string(),
    inTransaction: v.boolean(),
  }),
})

const partition = v.object({
  partition: v.number(),
  abortedTransactions: v.array(v.object({ producerId: v.string(), firstOffset: v.string() })),
  messages: v.array(rawRecord),
})

const response = v.object({ responses: v.array(v.object({ partitions: v.array(partition) })) })

export type RawRecord = v.InferOutput<typeof rawRecord>
export type FetchedPartition = v.InferOutput<typeof partition>

/** The one partition that was asked for. */
export function fetchedPartition(answer: unknown): FetchedPartition {
  const fetched = v.parse(response, answer).responses[0]?.partitions[0]
  if (fetched === undefined) throw new Error('the broker answered a fetch without the partition asked for')
  return fetched
}
