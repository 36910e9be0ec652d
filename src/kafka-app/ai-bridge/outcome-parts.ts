/** Outcomes of the bridge as the records of one transaction. */
import type { Outcome } from '../../connectors/ai-bridge/bridge.ts'
import type { TopicTally } from '../../runtime/kafka/lane/lane-commit.ts'
import type { PartitionRecords } from '../../runtime/kafka/lane/transactional-writer.ts'
import { topics } from '../../topics.ts'
import { type PartsOptions, RecordParts } from '../record-parts.ts'

/** Signals and dead letters by the partition they go to, in the order they came. */
export function outcomeParts(outcomes: readonly Outcome[], options: PartsOptions): readonly PartitionRecords[] {
  const parts = new RecordParts('ai-bridge', options)
  for (const { signal, letter } of outcomes) {
    if (signal !== null) parts.put(topics.aiSignal, signal, signal.signal_id)
    if (letter !== null) parts.put(topics.deadLetter, letter, null)
  }
  return parts.all
}

/** How much of it goes to each topic, by its name without the prefix. */
export function talliesOf(parts: readonly PartitionRecords[], topicPrefix: string): readonly TopicTally[] {
  return parts.map(({ topic, records }) => ({
    topic: topic.slice(topicPrefix.length),
    records: records.length,
    bytes: records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0),
  }))
}
