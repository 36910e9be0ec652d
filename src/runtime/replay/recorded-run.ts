/** What a replay needs of a run that was taken away: the records of its topics, place by place, and the schemas they name. */
import type { Codec } from '../../records/codec.ts'
import type { SchemaIds } from '../../records/serde.ts'
import { type HeldRecord, LazyRecord } from '../lazy-record.ts'

/** A record as its topic held it. */
export interface RecordedRecord extends HeldRecord {
  readonly partition: number
  readonly offset: number
  /** In wire format; the schema id is the recorded cluster's. Null for a tombstone. */
  readonly value: Buffer | null
  /** The value as `decodedBy` has read it, where reading it was needed to find it. */
  readonly decoded?: object | undefined
  readonly decodedBy?: Codec<unknown> | undefined
}

/** Topics that do not change any more. */
export interface RecordedRun {
  /** Schemas by the ids that the recorded values name. */
  readonly schemas: SchemaIds
  /** Topics whose door for plain JSON was open. */
  readonly jsonDoor: ReadonlySet<string>
  /** True where it was taken from a run that went on: its order may then reach beyond its outputs. */
  readonly isOpenEnded: boolean
  /** Event time it was cut to, ms, the end exclusive; null for no bound. */
  readonly fromMs: number | null
  readonly toMs: number | null
  /** Names of the topics that were recorded, order topics among them. */
  readonly topics: readonly string[]
  /** Partitions of a topic; 0 where it was not recorded. */
  partitionsOf(topic: string): number
  /** The records of a partition by offset, in batches: memory stays flat however long it is. */
  read(
    topic: string,
    partition: number,
    fromOffset?: number,
  ): AsyncIterable<readonly RecordedRecord[]> | Iterable<readonly RecordedRecord[]>
}

/** A run at hand on this machine: going through it never waits. */
export interface LocalRun extends RecordedRun {
  read(topic: string, partition: number, fromOffset?: number): Iterable<readonly RecordedRecord[]>
}

/** A record as an input of tasks that read it with a codec. */
export function inputOf(topic: string, record: RecordedRecord, codec: Codec<unknown>): LazyRecord {
  const decoded = record.decodedBy === codec ? record.decoded : undefined
  return new LazyRecord(topic, record.partition, record.offset, record, decoded)
}
