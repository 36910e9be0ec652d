/** A data folder as it stood at one commit: every reading of it agrees with every other, also while a run goes on. */
import { Serde } from '../records/serde.ts'
import { LocalSchemas } from '../runtime/embedded/local-schemas.ts'
import { META } from '../runtime/embedded/meta.ts'
import type { PartitionEnd, StoredRecord, TopicStorage } from '../runtime/embedded/storage/storage.ts'
import type { ReadRecord, TopicReader } from '../runtime/embedded/topic-reader.ts'
import { asError } from '../runtime/errors.ts'
import type { Topic } from '../topology/topic.ts'

/** Which stretch of one partition to read; without bounds all the snapshot holds. */
export interface Stretch {
  readonly fromOffset?: number
  readonly toOffset?: number
  /** Looks at a record before it is decoded; false leaves it out. */
  keep?(record: StoredRecord): boolean
}

export class Snapshot {
  /** All partitions that held records, by topic and partition. */
  readonly ends: readonly PartitionEnd[]
  /** Stream time, Unix ms; null before the first commit. */
  readonly timeMs: number | null
  private readonly storage: TopicStorage
  private serde: Serde | undefined

  constructor(reader: TopicReader<TopicStorage>) {
    const { storage } = reader
    this.storage = storage
    let timeMs = reader.timeMs
    let ends = storage.topics()
    // Time and ends are two look-ups: a commit between them shows as a change of the time.
    while (timeMs !== reader.timeMs) {
      timeMs = reader.timeMs
      ends = storage.topics()
    }
    this.timeMs = timeMs
    this.ends = ends
  }

  /** Partitions of a topic that held records. */
  partitions(topic: string): readonly PartitionEnd[] {
    return this.ends.filter((end) => end.topic === topic)
  }

  /** Records of a topic, partition by partition, in the order of their offsets; unreadable ones say why. */
  *records<V>(topic: Topic<V>, stretch: Stretch = {}): Iterable<ReadRecord<V>> {
    for (const { partition } of this.partitions(topic.name)) yield* this.partition(topic, partition, stretch)
  }

  /** Records of one partition. */
  *partition<V>(topic: Topic<V>, partition: number, stretch: Stretch = {}): Iterable<ReadRecord<V>> {
    const end = this.partitions(topic.name).find((one) => one.partition === partition)?.endOffset ?? 0
    const to = Math.min(stretch.toOffset ?? end, end)
    for (const record of this.storage.read(topic.name, partition, stretch.fromOffset ?? 0, to)) {
      if (stretch.keep === undefined || stretch.keep(record)) yield this.decoded(topic, record)
    }
  }

  /** First offset of a block that holds a record of `timestamp` or later; everything before it is earlier. */
  firstOffsetAt(topic: string, partition: number, timestamp: number): number {
    return this.storage.firstOffsetAt(topic, partition, timestamp)
  }

  private decoded<V>(topic: Topic<V>, { value: bytes, ...record }: StoredRecord): ReadRecord<V> {
    try {
      // The table only ever grows, so one read later than the records knows all their schemas.
      this.serde ??= new Serde(new LocalSchemas(this.storage.meta(META.schemas)))
      return { ...record, bytes, value: this.serde.decode(topic.codec, bytes), error: null }
    } catch (error) {
      return { ...record, bytes, value: null, error: asError(error) }
    }
  }
}
