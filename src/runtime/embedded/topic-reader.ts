/** Reads topics of an embedded run, decoded: while it is going on, or when it is over. */
import { Serde } from '../../records/serde.ts'
import type { Topic } from '../../topology/topic.ts'
import { asError } from '../errors.ts'
import { LocalSchemas } from './local-schemas.ts'
import { META } from './meta.ts'
import type { Storage, StoredRecord, TopicStorage } from './storage/storage.ts'

/** A record as read back: with its value, or with why it has none. */
export type ReadRecord<V> = Omit<StoredRecord, 'value'> & { readonly bytes: Buffer | null } & (
    | { readonly value: V; readonly error: null }
    | { readonly value: null; readonly error: Error }
  )

export class TopicReader<S extends TopicStorage = Storage> {
  readonly storage: S

  constructor(storage: S) {
    this.storage = storage
  }

  /** The records of a topic, partition by partition, in the order of their offsets; unreadable ones say why. */
  *records<V>(topic: Topic<V>, fromOffset = 0): Iterable<ReadRecord<V>> {
    // A running writer may register schemas at any time, so each reading starts with the table as it is now.
    const serde = new Serde(new LocalSchemas(this.storage.meta(META.schemas)))
    for (const { topic: name, partition } of this.storage.topics()) {
      if (name !== topic.name) continue
      for (const { value: bytes, ...record } of this.storage.read(name, partition, fromOffset)) {
        try {
          yield { ...record, bytes, value: serde.decode(topic.codec, bytes), error: null }
        } catch (error) {
          yield { ...record, bytes, value: null, error: asError(error) }
        }
      }
    }
  }

  /** The readable values of a topic. */
  *values<V>(topic: Topic<V>): Iterable<V> {
    for (const record of this.records(topic)) if (record.error === null) yield record.value
  }

  /** How many records a topic holds. */
  count(topic: string): number {
    return this.storage
      .topics()
      .filter((end) => end.topic === topic)
      .reduce((sum, { endOffset }) => sum + endOffset, 0)
  }

  /** Stream time of the last commit, ms; null before the first. */
  get timeMs(): number | null {
    const clock = this.storage.meta(META.clock)
    return clock === undefined ? null : Number(clock)
  }
}
