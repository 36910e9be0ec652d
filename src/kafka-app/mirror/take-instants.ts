/** Merges the partitions of many topics by event time, as far as nothing earlier can still come. */
import type { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'

const ANY_ROUND = Number.POSITIVE_INFINITY

/**
 * Takes instants from the front of the queues until about `most` records are taken, or until a partition whose records
 * were not fetched yet may hold earlier ones. Partitions that were read to their end hold up nobody. Within an instant
 * causes stand before effects, then keys are in order: as an embedded run writes it.
 */
export function takeInstants(queues: readonly InputQueue[], most: number): readonly KafkaRecord[] {
  const taken: KafkaRecord[] = []
  while (taken.length < most) {
    let timeMs = Number.POSITIVE_INFINITY
    for (const { head, isBehind } of queues) {
      if (head === undefined && isBehind) return taken
      if (head !== undefined && head.timestamp < timeMs) timeMs = head.timestamp
    }
    if (timeMs === Number.POSITIVE_INFINITY) break
    const instant: KafkaRecord[] = []
    for (const queue of queues) queue.takeUpTo(timeMs, ANY_ROUND, instant)
    instant.sort(byRoundAndKey)
    for (const record of instant) taken.push(record)
  }
  return taken
}

/** Records of one partition that are equal in both keep their order: the sort is stable. */
function byRoundAndKey(a: KafkaRecord, b: KafkaRecord): number {
  return a.round - b.round || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}
