/** Publishes a recording into the input topics, in the order of its event times. */
import type { SourceRecord } from '../connectors/source-record.ts'
import type { Serde } from '../records/serde.ts'
import { headersOf } from '../runtime/embedded/external-source.ts'
import { StreamError } from '../runtime/errors.ts'
import { type ClusterOptions, kafkaClient } from '../runtime/kafka/client/connection.ts'
import type { TopicTally } from '../runtime/kafka/lane/lane-commit.ts'
import { partitionOf } from '../runtime/partitioner.ts'
import { topicsByName } from '../topics.ts'
import type { AlreadyLoaded } from './already-loaded.ts'

/** Below the default max.message.bytes of a topic, which bounds the batch of one partition. */
const PARTITION_BYTES = 700_000
/** Below the default socket.request.max.bytes, and small enough to wait for. */
const REQUEST_BYTES = 4_000_000
/** What a record weighs beside its value: key, headers, lengths. */
const OVERHEAD_BYTES = 120

export interface LoadOptions {
  readonly cluster: ClusterOptions
  readonly serde: Serde
  /** Partitions a topic has in the cluster. */
  partitionsOf(topic: string): number
  readonly already: AlreadyLoaded
  readonly signal?: AbortSignal | undefined
  /** Waits until an event time is due; every instant is then published by itself. Without it as fast as it goes. */
  readonly pace?: ((timeMs: number) => Promise<void>) | undefined
  /** Publishes what a batch holds before it asks for the next one: for records that come as they happen. */
  readonly isLive?: boolean
  /** Told after each request what it has published, by topic. */
  onPublished?(written: readonly TopicTally[]): void
  /** Told after each request: records that lie in the topics now, and the event time reached, ms. */
  onProgress?(records: number, timeMs: number): void
}

interface Prepared {
  readonly key: string
  readonly value: Buffer
  readonly timestamp: string
  readonly partition: number
  readonly headers: Record<string, string>
}

/**
 * Publishes with an idempotent producer, one request at a time, so that nothing is lost, repeated or reordered while it
 * runs. Returns how many records the recording has, those included that lay there already; stops early at the signal.
 */
export async function loadRecording(
  batches: Iterable<readonly SourceRecord[]> | AsyncIterable<readonly SourceRecord[]>,
  { cluster, serde, partitionsOf, already, signal, pace, isLive = false, onPublished, onProgress }: LoadOptions,
): Promise<number> {
  const producer = kafkaClient(cluster).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  })
  await producer.connect()
  let records = 0
  let waiting = new Map<string, Prepared[]>()
  let bytes = 0
  const partitionBytes = new Map<string, number>()
  const send = async (timeMs: number) => {
    if (bytes > 0) {
      const topicMessages = [...waiting].map(([topic, messages]) => ({
        topic: (cluster.topicPrefix ?? '') + topic,
        messages,
      }))
      await producer.sendBatch({ topicMessages, acks: -1 })
      onPublished?.([...waiting].map(([topic, messages]) => tallyOf(topic, messages)))
    }
    waiting = new Map()
    partitionBytes.clear()
    bytes = 0
    onProgress?.(records, timeMs)
  }
  try {
    let timeMs = 0
    let pacedMs: number | null = null
    for await (const batch of batches) {
      for (const record of batch) {
        if (signal?.aborted) return records
        const partition = partitionOf(record.key, partitionsOf(record.topic))
        records += 1
        timeMs = record.timestamp
        if (already.has(record, partition)) continue
        if (pace !== undefined && record.timestamp !== pacedMs) {
          await send(timeMs)
          await pace(record.timestamp)
          pacedMs = record.timestamp
        }
        const message = prepared(record, partition, serde)
        const size = message.value.length + OVERHEAD_BYTES
        const name = `${record.topic}/${partition}`
        if (bytes + size > REQUEST_BYTES || (partitionBytes.get(name) ?? 0) + size > PARTITION_BYTES) await send(timeMs)
        const messages = waiting.get(record.topic)
        if (messages === undefined) waiting.set(record.topic, [message])
        else messages.push(message)
        bytes += size
        partitionBytes.set(name, (partitionBytes.get(name) ?? 0) + size)
      }
      if (isLive) await send(timeMs)
    }
    await send(timeMs)
    return records
  } finally {
    await producer.disconnect()
  }
}

function tallyOf(topic: string, messages: readonly Prepared[]): TopicTally {
  return { topic, records: messages.length, bytes: messages.reduce((sum, { value }) => sum + value.length, 0) }
}

function prepared({ topic, key, timestamp, value, source }: SourceRecord, partition: number, serde: Serde): Prepared {
  const codec = topicsByName.get(topic)?.codec
  if (codec === undefined) throw new StreamError('UNKNOWN_TOPIC', 'halt', `there is no topic "${topic}"`)
  return {
    key,
    value: serde.encode(codec, value),
    timestamp: String(timestamp),
    partition,
    headers: { ...headersOf(topic, source) },
  }
}
