/** Values of a connector as the records of one transaction, by the partition they go to, in the order they came. */
import type { Serde } from '../records/serde.ts'
import type { PartitionRecords } from '../runtime/kafka/lane/transactional-writer.ts'
import type { OutRecord } from '../runtime/kafka/protocol/batch-encoder.ts'
import { partitionOf } from '../runtime/partitioner.ts'
import type { Topic } from '../topology/topic.ts'

export interface PartsOptions {
  readonly serde: Serde
  readonly topicPrefix: string
  partitionsOf(topic: string): number
}

export class RecordParts {
  private readonly options: PartsOptions
  /** Connector, for the `source` header. */
  private readonly source: string
  private readonly parts = new Map<string, { topic: string; partition: number; records: OutRecord[] }>()

  constructor(source: string, options: PartsOptions) {
    this.source = source
    this.options = options
  }

  put<V extends object>(topic: Topic<V>, value: V, traceId: string | null): void {
    const { serde, partitionsOf, topicPrefix } = this.options
    const key = topic.keyOf(value)
    const headers = {
      'event-type': topic.name,
      source: this.source,
      ...(traceId === null ? {} : { 'trace-id': traceId }),
    }
    this.add(topicPrefix + topic.name, partitionOf(key, partitionsOf(topic.name)), {
      key: Buffer.from(key, 'utf8'),
      value: serde.encode(topic.codec, value),
      timestamp: topic.timeOf(value),
      headers,
    })
  }

  /** @param topic as the cluster names it */
  add(topic: string, partition: number, record: OutRecord): void {
    const name = `${topic}/${partition}`
    const part = this.parts.get(name) ?? { topic, partition, records: [] }
    this.parts.set(name, part)
    part.records.push(record)
  }

  get all(): readonly PartitionRecords[] {
    return [...this.parts.values()]
  }
}
