/** Chooses records of a topic: all of them, or the last few, of one key or of any. */
import type { ReadRecord } from '../../runtime/embedded/topic-reader.ts'
import type { Topic } from '../../topology/topic.ts'
import type { Snapshot, Stretch } from '../snapshot.ts'

/** Offsets of the first stretch that is read backwards; each further one is twice as long. */
const FIRST_STRETCH = 1_000

type Keep = Stretch['keep']

function keepKey(key: string | undefined): Keep {
  return key === undefined ? undefined : (record) => record.key === key
}

/** Records of a topic at or after some offsets, partition by partition; `from` says where each partition begins. */
export function* recordsFrom<V>(
  snapshot: Snapshot,
  topic: Topic<V>,
  key: string | undefined,
  from: (partition: number) => number = () => 0,
): Iterable<ReadRecord<V>> {
  const keep = keepKey(key)
  for (const { partition } of snapshot.partitions(topic.name)) {
    yield* snapshot.partition(topic, partition, { fromOffset: from(partition), ...(keep && { keep }) })
  }
}

/** The last `count` records of a topic in the order of their times; partitions are read from their ends backwards. */
export function lastRecords<V>(
  snapshot: Snapshot,
  topic: Topic<V>,
  count: number,
  key?: string,
): readonly ReadRecord<V>[] {
  if (count === 0) return []
  const all = snapshot
    .partitions(topic.name)
    .flatMap(({ partition, endOffset }) => lastOf(snapshot, topic, partition, endOffset, count, keepKey(key)))
  // The sort is stable: records of one instant keep partition and offset order.
  return all.sort((a, b) => a.timestamp - b.timestamp).slice(-count)
}

function lastOf<V>(
  snapshot: Snapshot,
  topic: Topic<V>,
  partition: number,
  endOffset: number,
  count: number,
  keep: Keep,
): readonly ReadRecord<V>[] {
  let found: ReadRecord<V>[] = []
  let toOffset = endOffset
  for (let length = keep === undefined ? count : FIRST_STRETCH; toOffset > 0 && found.length < count; length *= 2) {
    const fromOffset = Math.max(0, toOffset - length)
    const stretch = { fromOffset, toOffset, ...(keep && { keep }) }
    found = [...snapshot.partition(topic, partition, stretch), ...found].slice(-count)
    toOffset = fromOffset
  }
  return found
}
