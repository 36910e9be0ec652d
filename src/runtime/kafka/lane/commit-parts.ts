/** Puts together what one transaction writes: outputs, order, changelog, and the group's offsets. */
import { partitionOf } from '../../partitioner.ts'
import type { OutRecord } from '../protocol/batch-encoder.ts'
import { changelogTopic } from './changelog.ts'
import type { TaskCommit } from './lane-commit.ts'
import type { LaneContext } from './lane-context.ts'
import type { TaskRunner } from './task-runner.ts'
import type { GroupOffsets, PartitionRecords } from './transactional-writer.ts'

/** The records of all tasks that took something since the last commit, by partition. */
export function commitParts<C>(
  context: LaneContext<C>,
  lane: number,
  tasks: readonly TaskCommit[],
): readonly PartitionRecords[] {
  const parts = new Map<string, { topic: string; partition: number; records: OutRecord[] }>()
  const into = (topic: string, partition: number): OutRecord[] => {
    const name = `${topic}/${partition}`
    let part = parts.get(name)
    if (part === undefined) {
      part = { topic: context.topicPrefix + topic, partition, records: [] }
      parts.set(name, part)
    }
    return part.records
  }
  for (const { topology, outputs, order, changelog } of tasks) {
    for (const { topic, key, timestamp, headers, value } of outputs) {
      into(topic.name, partitionOf(key, context.partitionsOf(topic.name))).push({
        key: Buffer.from(key, 'utf8'),
        value,
        timestamp,
        headers,
      })
    }
    if (order !== null) {
      const { topic, key, timestamp, value } = order
      const headers = { 'event-type': 'task.order', source: topology }
      into(topic.name, partitionOf(key, context.partitionsOf(topic.name))).push({
        key: Buffer.from(key, 'utf8'),
        value,
        timestamp,
        headers,
      })
    }
    const entries = into(changelogTopic(context.groupId, topology), lane)
    for (let i = 0; i < changelog.length; i++) entries.push(changelog[i]!)
  }
  return [...parts.values()]
}

/**
 * Where the lane stands, for `kafka-consumer-groups`: the slowest task counts. A partition belongs to the lane of its
 * number; those of topics that only single tasks read all belong to lane 0.
 */
export function lanePositions<C>(
  context: LaneContext<C>,
  lane: number,
  runners: readonly TaskRunner<C>[],
): GroupOffsets {
  const found = new Map<string, Map<number, { offset: number; readers: string[] }>>()
  for (const { task, merge, streamTimeMs } of runners) {
    // A task that has taken nothing has no changelog yet, and none may be missed by the next restore.
    const readers = streamTimeMs === null ? [] : [task.topology.name]
    for (const { spec, queues } of merge.sources) {
      if (spec.mode === 'broadcast') continue
      for (const { topic, partition, taken } of queues) {
        if (partition !== lane && context.partitionedTopics.has(topic)) continue
        const name = context.topicPrefix + topic
        const partitions = found.get(name) ?? new Map<number, { offset: number; readers: string[] }>()
        found.set(name, partitions)
        const known = partitions.get(partition)
        if (known === undefined) partitions.set(partition, { offset: taken, readers: [...readers] })
        else {
          known.offset = Math.min(known.offset, taken)
          known.readers.push(...readers)
        }
      }
    }
  }
  return [...found].map(([topic, partitions]) => ({
    topic,
    partitions: [...partitions].map(([partition, { offset, readers }]) => ({
      partition,
      offset: String(offset),
      metadata: readers.join(' '),
    })),
  }))
}
