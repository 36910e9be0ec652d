/** Puts a record of a cluster once more at the end of its topic: a dead letter whose cause is gone. */
import { Serde } from '../../records/serde.ts'
import { asError, StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { offsetsOf } from '../../runtime/kafka/lane/offsets.ts'
import type { RawRecord } from '../../runtime/kafka/protocol/batch-decoder.ts'
import { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import type { KafkaSchemas } from '../../runtime/kafka/registry/kafka-schemas.ts'
import { ReplaySchemas } from '../../runtime/replay/replay-schemas.ts'
import { ROUND_HEADER } from '../../runtime/rounds.ts'
import { topicsByName } from '../../topics.ts'
import { readBatches } from '../read-topic.ts'

export interface RedriveOptions {
  readonly cluster: ClusterOptions
  readonly schemas: KafkaSchemas
  readonly jsonDoor: ReadonlySet<string>
}

/** Topic without the prefix, partition and offset of the record. */
export interface RecordPlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/**
 * Resolves when the same bytes lie in the same partition, acknowledged by all replicas. Throws a StreamError where there
 * is no such record, where it cannot be read now either, or where the cluster does not take it.
 */
export async function redriveRecord(place: RecordPlace, options: RedriveOptions): Promise<void> {
  const { cluster } = options
  const { topic, partition, offset } = place
  const codec = topicsByName.get(topic)?.codec
  if (codec === undefined) throw new StreamError('NO_TOPIC', 'halt', `there is no topic ${topic}`)
  const raw = await recordAt(place, cluster)
  if (raw === null) {
    const message = `${topic}/${partition} has no record at offset ${offset}: the broker has deleted it, or it never was`
    throw new StreamError('NO_RECORD', 'halt', message)
  }
  const record = new KafkaRecord(topic, partition, raw, 0)
  await options.schemas.learn([record])
  record.read(new Serde(new ReplaySchemas(options.schemas), { jsonDoor: options.jsonDoor }), codec)
  if (record.error !== null) {
    const message = `${topic}/${partition}@${offset} cannot be read now either: ${asError(record.error).message}`
    throw new StreamError('STILL_UNREADABLE', 'halt', message)
  }
  await publish(place, raw, cluster)
}

async function recordAt({ topic, partition, offset }: RecordPlace, cluster: ClusterOptions): Promise<RawRecord | null> {
  const name = (cluster.topicPrefix ?? '') + topic
  const connection = new Connection(kafkaClient(cluster))
  try {
    await connection.open([name])
    if (partition >= connection.partitionsOf(name)) return null
    const { first, end } = await offsetsOf(connection, name, partition)
    if (offset < first || offset >= end) return null
    const stretch = { topic: name, partition, from: offset, end: offset + 1, withHeaders: true }
    for await (const records of readBatches(connection, stretch)) {
      const found = records.find((record) => record.offset === offset)
      if (found !== undefined) return found
    }
    return null
  } finally {
    await connection.close()
  }
}

async function publish({ topic, partition }: RecordPlace, raw: RawRecord, cluster: ClusterOptions): Promise<void> {
  // From outside now: no step of its instant lies before it.
  const { [ROUND_HEADER]: _, ...headers } = raw.headers ?? {}
  const producer = kafkaClient(cluster).producer({ idempotent: true, allowAutoTopicCreation: false })
  await producer.connect()
  try {
    const message = { partition, headers, key: raw.key, value: raw.value, timestamp: String(raw.timestamp) }
    await producer.send({ topic: (cluster.topicPrefix ?? '') + topic, acks: -1, messages: [message] })
  } finally {
    await producer.disconnect()
  }
}
