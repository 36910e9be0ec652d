/** A corner of the shared cluster for one test: topics under a prefix of its own, schemas, inputs and read-back. */
import { type Message, Partitioners, type TopicMessages } from 'kafkajs'
import type { Codec } from '../../../src/records/codec.ts'
import { Serde } from '../../../src/records/serde.ts'
import { KafkaRuntime, type KafkaRuntimeOptions } from '../../../src/runtime/kafka/kafka-runtime.ts'
import { KafkaSchemas } from '../../../src/runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../../../src/runtime/kafka/registry/registry-client.ts'
import { createTopics } from '../../../src/runtime/kafka/topics/topic-admin.ts'
import { keptForEver, plannedTopics, recordTopics } from '../../../src/runtime/kafka/topics/topic-plan.ts'
import { partitionOf } from '../../../src/runtime/partitioner.ts'
import type { Topic } from '../../../src/topology/topic.ts'
import type { Topology } from '../../../src/topology/topology.ts'
import { testClient } from '../../support/broker/client.ts'
import { readTopic } from '../../support/broker/read-topic.ts'
import type { TopicRecord } from '../../support/broker/topic-record.ts'
import { uniqueName } from '../../support/broker/topics.ts'
import type { KafkaServices } from '../../support/kafka-services.ts'

/** A record to publish; `value` is encoded unless it is bytes already. */
export interface PublishedRecord {
  readonly topic: Topic<unknown>
  readonly key: string | null
  readonly time: number
  readonly value: object | Buffer | null
}

/** The same topology on topics of another partition count. */
export function withPartitions<C>(topology: Topology<C>, partitions: number): Topology<C> {
  const change = <T extends Topic<unknown>>(topic: T): T => ({ ...topic, partitions })
  return {
    ...topology,
    sources: topology.sources.map((source) => ({ ...source, topic: change(source.topic) })),
    sinks: topology.sinks.map((sink) => ({ ...sink, topic: change(sink.topic) })),
  }
}

/** A request must not be larger than the broker takes. */
const PUBLISHED_AT_ONCE = 10_000

export class Workspace<C> {
  readonly topicPrefix: string
  readonly groupId: string
  readonly services: KafkaServices
  readonly topologies: readonly Topology<C>[]
  private serde: Serde | null = null

  /** @param same a workspace whose topics and group it shares, with the topologies changed */
  constructor(services: KafkaServices, topologies: readonly Topology<C>[], same?: Workspace<C>) {
    this.topicPrefix = same?.topicPrefix ?? `${uniqueName('t')}-`
    this.groupId = same?.groupId ?? uniqueName('group')
    this.services = services
    this.topologies = topologies
    this.serde = same?.serde ?? null
  }

  get cluster() {
    return { brokers: this.services.brokers, topicPrefix: this.topicPrefix }
  }

  /** Creates the topics and registers the schemas. */
  async create(): Promise<void> {
    await createTopics(this.cluster, plannedTopics(this.groupId, this.topologies).map(keptForEver))
    const client = new RegistryClient({ url: this.services.registryUrl })
    const schemas = new KafkaSchemas({
      client,
      topicPrefix: this.topicPrefix,
      signal: new AbortController().signal,
      onError: (error) => {
        throw error
      },
    })
    await schemas.register(recordTopics(this.topologies))
    this.serde = new Serde(schemas)
  }

  /** A member with short timeouts: a dead one is replaced within a second. */
  member(options: Pick<KafkaRuntimeOptions<C>, 'config'> & Partial<KafkaRuntimeOptions<C>>): KafkaRuntime<C> {
    return new KafkaRuntime({
      ...this.cluster,
      registryUrl: this.services.registryUrl,
      groupId: this.groupId,
      topologies: this.topologies,
      configDigest: 'test',
      ...options,
      timing: { rebalanceTimeoutMs: 400, heartbeatMs: 100, ...options.timing },
    })
  }

  /** Publishes records in their order, a request for each ten thousand. */
  async publish(records: readonly PublishedRecord[]): Promise<void> {
    const producer = testClient(this.services.brokers).producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    for (let at = 0; at < records.length; at += PUBLISHED_AT_ONCE) {
      await producer.sendBatch({ topicMessages: this.messages(records.slice(at, at + PUBLISHED_AT_ONCE)) })
    }
    await producer.disconnect()
  }

  private messages(records: readonly PublishedRecord[]): TopicMessages[] {
    const byTopic = new Map<string, { topic: Topic<unknown>; messages: Message[] }>()
    for (const { topic, key, time, value } of records) {
      const messages = byTopic.get(topic.name)?.messages ?? []
      byTopic.set(topic.name, { topic, messages })
      const bytes = value === null || Buffer.isBuffer(value) ? value : this.encode(topic.codec, value)
      messages.push({
        key,
        value: bytes,
        timestamp: String(time),
        partition: partitionOf(key ?? '', this.partitions(topic.name)),
        headers: { 'event-type': topic.name },
      })
    }
    return [...byTopic.values()].map(({ topic, messages }) => ({ topic: this.topicPrefix + topic.name, messages }))
  }

  /** Every committed record of a topic, by partition and offset. */
  read(topic: string): Promise<readonly TopicRecord[]> {
    return readTopic(this.services.brokers, this.topicPrefix + topic)
  }

  decode<V>(topic: Topic<V>, value: Buffer | null): V {
    if (this.serde === null) throw new Error('create the workspace first')
    return this.serde.decode(topic.codec, value)
  }

  /** A value in wire format. */
  encode(codec: Codec<unknown>, value: object): Buffer {
    if (this.serde === null) throw new Error('create the workspace first')
    return this.serde.encode(codec, value)
  }

  private partitions(topic: string): number {
    return recordTopics(this.topologies).find(({ name }) => name === topic)?.partitions ?? 1
  }
}
