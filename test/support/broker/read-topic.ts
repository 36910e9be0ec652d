/** Reads everything committed from a topic, without a consumer group and without any code of the project. */
import type { Broker, Cluster } from 'kafkajs'
import * as v from 'valibot'
import { withCluster } from './client.ts'
import { committedRecords } from './committed.ts'
import { fetchedPartition, type RawRecord } from './fetch-response.ts'
import { byPlace, type TopicRecord } from './topic-record.ts'

const READ_COMMITTED = 1
const FETCH_BYTES = 4 * 1024 * 1024
const FETCH_WAIT_MS = 1_000

/** The records committed by now, by partition and offset; what an open transaction holds back is not there. */
export function readTopic(brokers: readonly string[], topic: string): Promise<readonly TopicRecord[]> {
  return withCluster(brokers, async (cluster) => {
    await cluster.addTargetTopic(topic)
    const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
    const records: TopicRecord[] = []
    for (const partition of partitions) records.push(...(await readPartition(cluster, topic, partition)))
    return records.sort(byPlace)
  })
}

async function readPartition(cluster: Cluster, topic: string, partition: number): Promise<readonly TopicRecord[]> {
  const [leader] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
  if (leader === undefined) throw new Error(`${topic}/${partition} has no leader`)
  const broker = await cluster.findBroker({ nodeId: leader })
  const [start, end] = await bounds(cluster, topic, partition)
  const records: TopicRecord[] = []
  for (let offset = start; offset < end; ) {
    const { next, committed } = await fetchFrom(broker, topic, partition, offset)
    records.push(...committed.filter((record) => record.offset >= offset && record.offset < end))
    offset = next
  }
  return records
}

/** The first offset, and the last stable one: everything before it is decided. */
async function bounds(cluster: Cluster, topic: string, partition: number): Promise<readonly [number, number]> {
  const at = async (fromBeginning: boolean): Promise<number> => {
    const answer = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }])
    return Number(v.parse(v.string(), answer[0]?.partitions[0]?.offset))
  }
  return [await at(true), await at(false)]
}

interface Fetched {
  readonly committed: readonly TopicRecord[]
  /** Where to read on. */
  readonly next: number
}

async function fetchFrom(broker: Broker, topic: string, partition: number, offset: number): Promise<Fetched> {
  const fetched = fetchedPartition(
    await broker.fetch({
      isolationLevel: READ_COMMITTED,
      maxWaitTime: FETCH_WAIT_MS,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: FETCH_BYTES }] }],
    }),
  )
  const last = fetched.messages.at(-1)?.batchContext
  // Compaction leaves batches without a record, of which kafkajs shows nothing: then the next offset is tried.
  const next = last === undefined ? offset + 1 : Number(last.firstOffset) + last.lastOffsetDelta + 1
  return { committed: committedRecords(fetched).map((record) => toRecord(partition, record)), next }
}

function toRecord(partition: number, { offset, timestamp, key, value, headers }: RawRecord): TopicRecord {
  return {
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    key,
    value,
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
  }
}
