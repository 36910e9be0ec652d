/** Outcomes of the bridge as the records of one transaction. */
import type { Outcome } from '../../connectors/ai-bridge/bridge.ts'
import type { Serde } from '../../records/serde.ts'
import type { PartitionRecords } from '../../runtime/kafka/lane/transactional-writer.ts'
import type { OutRecord } from '../../runtime/kafka/protocol/batch-encoder.ts'
import { partitionOf } from '../../runtime/partitioner.ts'
import { topics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'

export interface PartsOptions {
  readonly serde: Serde
  readonly topicPrefix: string
  partitionsOf(topic: string): number
}

/** Signals and dead letters by the partition they go to, in the order they came. */
export function outcomeParts(outcomes: readonly Outcome[], options: PartsOptions): readonly PartitionRecords[] {
  const { serde, topicPrefix, partitionsOf } = options
  const parts = new Map<string, { topic: string; partition: number; records: OutRecord[] }>()
  const put = <V extends object>(topic: Topic<V>, value: V, traceId: string | null): void => {
    const key = topic.keyOf(value)
    const partition = partitionOf(key, partitionsOf(topic.name))
    const name = `${topic.name}/${partition}`
    const part = parts.get(name) ?? { topic: topicPrefix + topic.name, partition, records: [] }
    parts.set(name, part)
    part.records.push({
      key: Buffer.from(key, 'utf8'),
      value: serde.encode(topic.codec, value),
      timestamp: topic.timeOf(value),
      headers: {
        'event-type': topic.name,
        source: 'ai-bridge',
        ...(traceId === null ? {} : { 'trace-id': traceId }),
      },
    })
  }
  for (const { signal, letter } of outcomes) {
    if (signal !== null) put(topics.aiSignal, signal, signal.signal_id)
    if (letter !== null) put(topics.deadLetter, letter, null)
  }
  return [...parts.values()]
}
