/** Reads what a run has written to a cluster, so that the report of an embedded run can be made of it. */
import { Serde } from '../records/serde.ts'
import type { ReportReader } from '../report/reading.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../runtime/kafka/client/connection.ts'
import type { RawRecord } from '../runtime/kafka/protocol/batch-decoder.ts'
import type { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import { topics } from '../topics.ts'
import type { Topic } from '../topology/topic.ts'
import { countRecords, readTopic } from './read-topic.ts'

/** Ticks are by far the most, and a report values open positions with the last ones only. */
const LAST_TICKS = 5_000

/** What the topics of a run hold. */
export interface KafkaReading {
  /** Of ticks it has only the last ones of each partition. */
  readonly reader: ReportReader
  /** How many records each topic holds. */
  readonly counts: Readonly<Record<string, number>>
}

/** Reads every topic of the flow into memory, undecoded. */
export async function readFlow(cluster: ClusterOptions, schemas: KafkaSchemas): Promise<KafkaReading> {
  const prefix = cluster.topicPrefix ?? ''
  const all: readonly Topic<unknown>[] = Object.values(topics)
  const connection = new Connection(kafkaClient(cluster))
  try {
    await connection.open(all.map(({ name }) => prefix + name))
    const records = new Map<string, readonly RawRecord[]>()
    for (const { name } of all) {
      const last = name === topics.marketTick.name ? LAST_TICKS : undefined
      const found = await readTopic(connection, prefix + name, last)
      await schemas.learn(found.map(({ value }) => ({ bytes: value })))
      records.set(name, found)
    }
    const counts = Object.fromEntries([...records].map(([name, { length }]) => [name, length]))
    counts[topics.marketTick.name] = await countRecords(connection, prefix + topics.marketTick.name)
    return { reader: new RecordsReader(records, new Serde(schemas)), counts }
  } finally {
    await connection.close()
  }
}

class RecordsReader implements ReportReader {
  private readonly topics: ReadonlyMap<string, readonly RawRecord[]>
  private readonly serde: Serde

  constructor(records: ReadonlyMap<string, readonly RawRecord[]>, serde: Serde) {
    this.topics = records
    this.serde = serde
  }

  *records<V>(topic: Topic<V>, fromOffset = 0): Iterable<{ readonly value: V | null }> {
    const records = this.topics.get(topic.name) ?? []
    for (let i = fromOffset; i < records.length; i++) yield { value: this.decoded(topic, records[i]!.value) }
  }

  count(topic: string): number {
    return this.topics.get(topic)?.length ?? 0
  }

  /** Event time of the newest record; instruments carry the time of the first tick, so any topic will do. */
  get timeMs(): number | null {
    const times = [...this.topics.values()].flatMap((records) => records.at(-1)?.timestamp ?? [])
    return times.length === 0 ? null : Math.max(...times)
  }

  private decoded<V>(topic: Topic<V>, bytes: Buffer | null): V | null {
    try {
      return this.serde.decode(topic.codec, bytes)
    } catch {
      return null
    }
  }
}
