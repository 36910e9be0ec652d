/** Follows a topic: hands out what commits add to it, until told to stop. */
import { setTimeout } from 'node:timers/promises'
import type { ReadRecord, TopicReader } from '../../runtime/embedded/topic-reader.ts'
import type { Topic } from '../../topology/topic.ts'
import { Snapshot } from '../snapshot.ts'
import { recordsFrom } from './select.ts'

/** Time between two looks, ms. */
const POLL_MS = 200

export interface FollowOptions {
  /** Only records of this key. */
  readonly key?: string | undefined
  readonly signal: AbortSignal
  readonly pollMs?: number
}

/** Records of a topic that are not in `seen`, as they come. Ends when the signal is aborted, and not before. */
export async function* follow<V>(
  reader: TopicReader,
  seen: Snapshot,
  topic: Topic<V>,
  { key, signal, pollMs = POLL_MS }: FollowOptions,
): AsyncIterable<ReadRecord<V>> {
  let last = seen
  while (await slept(pollMs, signal)) {
    const snapshot = new Snapshot(reader)
    const known = new Map(last.partitions(topic.name).map(({ partition, endOffset }) => [partition, endOffset]))
    for (const record of recordsFrom(snapshot, topic, key, (partition) => known.get(partition) ?? 0)) {
      if (signal.aborted) return
      yield record
    }
    last = snapshot
  }
}

/** False when the signal was aborted meanwhile. */
async function slept(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(ms, undefined, { signal })
    return true
  } catch {
    return false
  }
}
