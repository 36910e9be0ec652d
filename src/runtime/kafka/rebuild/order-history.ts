/** What a topology has taken so far, task by task, as its order topic has it. */
import type { Serde } from '../../../records/serde.ts'
import { orderTopic } from '../../../topics.ts'
import type { PartitionCursor } from './partition-cursor.ts'

/** A stretch of one task's inputs, still in bytes: a history may be long. */
export interface Stretch {
  readonly sequence: number
  readonly bytes: Buffer
}

export interface OrderHistory {
  /** The stretches of each task, by its number. */
  readonly tasks: ReadonlyMap<number, readonly Stretch[]>
  /** Stream time each task had reached with its last stretch, ms. */
  readonly reachedMs: ReadonlyMap<number, number>
  /** Sequence number behind the last of any task. */
  readonly nextSequence: number
  /**
   * Whether some task's numbers have a gap: a rebuild for another number of partitions leaves one, so that what came
   * before it and what came after can be told apart.
   */
  readonly hasGap: boolean
}

/** Reads the order topic of a topology through one cursor for each of its partitions. */
export async function readOrder(
  topology: string,
  serde: Serde,
  cursors: readonly PartitionCursor[],
): Promise<OrderHistory> {
  const tasks = new Map<number, Stretch[]>()
  const reachedMs = new Map<number, number>()
  let nextSequence = 0
  let hasGap = false
  const { codec } = orderTopic(topology)
  for (const cursor of cursors) {
    for await (const { key, bytes } of cursor.from(0)) {
      const { sequence, event_time } = serde.decode(codec, bytes)
      if (bytes === null) continue
      const task = Number(key.slice(key.lastIndexOf('/') + 1))
      const stretches = tasks.get(task) ?? []
      tasks.set(task, stretches)
      if (sequence !== (stretches.at(-1)?.sequence ?? -1) + 1) hasGap = true
      reachedMs.set(task, event_time)
      stretches.push({ sequence, bytes })
      nextSequence = Math.max(nextSequence, sequence + 1)
    }
  }
  return { tasks, reachedMs, nextSequence, hasGap }
}
