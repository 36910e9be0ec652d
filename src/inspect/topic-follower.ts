/** Follows the topics of a run: hands every new record over once, in the order of its partition. */
import type { TopicStorage } from '../runtime/embedded/storage/storage.ts'
import type { TopicReader } from '../runtime/embedded/topic-reader.ts'
import type { Topic } from '../topology/topic.ts'
import { Snapshot } from './snapshot.ts'

export class TopicFollower {
  private readonly reader: TopicReader<TopicStorage>
  private readonly taken = new Map<string, number>()
  private snapshot: Snapshot

  constructor(reader: TopicReader<TopicStorage>) {
    this.reader = reader
    this.snapshot = new Snapshot(reader)
  }

  /** Stream time of the snapshot that is read, ms. */
  get timeMs(): number | null {
    return this.snapshot.timeMs
  }

  /** Records that topics hold in the snapshot. */
  count(topic: string): number {
    return this.snapshot.partitions(topic).reduce((sum, { endOffset }) => sum + endOffset, 0)
  }

  /** Looks anew: what was committed meanwhile is new. */
  refresh(): void {
    this.snapshot = new Snapshot(this.reader)
  }

  /** Leaves out what topics hold now: only what comes later is new. */
  skipToEnd(): void {
    for (const { topic, partition, endOffset } of this.snapshot.ends) this.taken.set(`${topic}/${partition}`, endOffset)
  }

  /** The new records that can be read, at most so many; the others are dead letters, which have a topic of their own. */
  *fresh<V>(
    topic: Topic<V>,
    most = Number.POSITIVE_INFINITY,
  ): Iterable<{ readonly value: V; readonly headers: Headers }> {
    let left = most
    for (const { partition, endOffset } of this.snapshot.partitions(topic.name)) {
      const place = `${topic.name}/${partition}`
      const fromOffset = this.taken.get(place) ?? 0
      const toOffset = Math.min(endOffset, fromOffset + left)
      if (toOffset <= fromOffset) continue
      for (const record of this.snapshot.partition(topic, partition, { fromOffset, toOffset }))
        if (record.error === null) yield record
      this.taken.set(place, toOffset)
      left -= toOffset - fromOffset
    }
  }
}

type Headers = Readonly<Record<string, string>>
