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

  /** Looks anew: what was committed meanwhile is new. Returns whether anything was. */
  refresh(): boolean {
    const before = this.recordsHeld
    this.snapshot = new Snapshot(this.reader)
    return this.recordsHeld > before
  }

  /** Leaves out what topics hold now: only what comes later is new. */
  skipToEnd(): void {
    for (const { topic, partition, endOffset } of this.snapshot.ends) this.taken.set(`${topic}/${partition}`, endOffset)
  }

  /** How many records of a topic were taken. */
  takenOf(topic: string): number {
    return this.snapshot
      .partitions(topic)
      .reduce((sum, { partition }) => sum + (this.taken.get(`${topic}/${partition}`) ?? 0), 0)
  }

  private get recordsHeld(): number {
    return this.snapshot.ends.reduce((sum, { endOffset }) => sum + endOffset, 0)
  }

  /** Hands new records over, as far as the limits allow; unreadable ones are left out: dead letters tell of them. */
  take<V>(topic: Topic<V>, { most, untilMs = Number.POSITIVE_INFINITY }: TakeLimits, see: See<V>): Taken {
    let [left, isMore, lastMs] = [most, false, Number.NEGATIVE_INFINITY]
    for (const { partition, endOffset } of this.snapshot.partitions(topic.name)) {
      const place = `${topic.name}/${partition}`
      const fromOffset = this.taken.get(place) ?? 0
      const toOffset = Math.min(endOffset, fromOffset + left)
      let at = fromOffset
      let isHeldBack = false
      for (const record of this.snapshot.partition(topic, partition, { fromOffset, toOffset })) {
        isHeldBack = record.timestamp > untilMs
        if (isHeldBack) break
        at = record.offset + 1
        lastMs = Math.max(lastMs, record.timestamp)
        if (record.error === null) see(record.value, record.headers)
      }
      // Of a topic that keeps its newest records alone, the first ones may be gone.
      if (!isHeldBack) at = toOffset
      this.taken.set(place, at)
      left -= at - fromOffset
      isMore ||= at < endOffset && !isHeldBack
    }
    return { records: most - left, isMore, lastMs }
  }
}

export interface TakeLimits {
  /** Records at most, over all partitions. */
  readonly most: number
  /** Records later than this are left for another time, and what stands behind them; event time, ms. */
  readonly untilMs?: number
}

export interface Taken {
  readonly records: number
  /** Whether `most` has kept records back. */
  readonly isMore: boolean
  /** Latest event time taken, ms; -Infinity where nothing was. */
  readonly lastMs: number
}

type See<V> = (value: V, headers: Readonly<Record<string, string>>) => void
