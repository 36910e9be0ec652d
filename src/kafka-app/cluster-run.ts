/** The topics of a cluster, up to where they ended when it was opened, as a run that can be replayed or taken away. */
import type { SchemaIds } from '../records/serde.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../runtime/kafka/client/connection.ts'
import { offsetsOf } from '../runtime/kafka/lane/offsets.ts'
import type { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import type { RecordedRecord, RecordedRun } from '../runtime/replay/recorded-run.ts'
import { readBatches } from './read-topic.ts'

export interface ClusterRunOptions {
  readonly cluster: ClusterOptions
  readonly schemas: KafkaSchemas
  /** Names of the topics, without the prefix. */
  readonly topics: readonly string[]
  readonly jsonDoor: ReadonlySet<string>
}

/** First offset that is kept, and the one behind the last record, by topic and partition. */
type Bounds = ReadonlyMap<string, { readonly first: number; readonly end: number }>

export class ClusterRun implements RecordedRun {
  readonly isOpenEnded = true
  readonly fromMs = null
  readonly toMs = null
  readonly topics: readonly string[]
  readonly jsonDoor: ReadonlySet<string>
  private readonly connection: Connection
  private readonly prefix: string
  private readonly known: KafkaSchemas
  private readonly bounds: Bounds

  private constructor(options: ClusterRunOptions, connection: Connection, bounds: Bounds) {
    this.topics = options.topics
    this.jsonDoor = options.jsonDoor
    this.known = options.schemas
    this.prefix = options.cluster.topicPrefix ?? ''
    this.connection = connection
    this.bounds = bounds
  }

  /**
   * Notes where every topic ends now, in the order given: name what is written before the order topics, and those before
   * the inputs, and a cluster that runs on is seen as of one moment. Reads as nobody of a group, so it disturbs no member.
   */
  static async open(options: ClusterRunOptions): Promise<ClusterRun> {
    const { cluster, topics } = options
    const prefix = cluster.topicPrefix ?? ''
    const connection = new Connection(kafkaClient(cluster))
    const bounds = new Map<string, { readonly first: number; readonly end: number }>()
    try {
      await connection.open(topics.map((topic) => prefix + topic))
      for (const topic of topics) {
        for (let partition = 0; partition < connection.partitionsOf(prefix + topic); partition++)
          bounds.set(`${topic}/${partition}`, await offsetsOf(connection, prefix + topic, partition))
      }
      return new ClusterRun(options, connection, bounds)
    } catch (error) {
      await connection.close()
      throw error
    }
  }

  get schemas(): SchemaIds {
    return this.known
  }

  close(): Promise<void> {
    return this.connection.close()
  }

  partitionsOf(topic: string): number {
    return this.topics.includes(topic) ? this.connection.partitionsOf(this.prefix + topic) : 0
  }

  async *read(topic: string, partition: number, fromOffset = 0): AsyncGenerator<readonly RecordedRecord[]> {
    const bounds = this.bounds.get(`${topic}/${partition}`)
    if (bounds === undefined) return
    const from = Math.max(bounds.first, fromOffset)
    const stretch = { topic: this.prefix + topic, partition, from, end: bounds.end, withHeaders: true }
    for await (const records of readBatches(this.connection, stretch)) {
      await this.known.learn(records.map(({ value }) => ({ bytes: value })))
      yield records
        .filter(({ offset }) => offset < bounds.end)
        .map(({ offset, timestamp, key, value, headers = {} }) => ({
          partition,
          offset,
          timestamp,
          key: key === null ? '' : key.toString('utf8'),
          headers,
          value,
        }))
    }
  }
}
