/** What a replay needs of a run that was taken away: the records of its topics, place by place, and the schemas they name. */
import type { SchemaIds } from '../../records/serde.ts'
import type { Orderable } from '../ordering.ts'
import { ROUND_HEADER, roundOf } from '../rounds.ts'
import type { TaskInput } from '../task.ts'

/** A record as its topic held it. */
export interface RecordedRecord {
  readonly partition: number
  readonly offset: number
  /** Event time, ms. */
  readonly timestamp: number
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  /** In wire format; the schema id is the recorded cluster's. Null for a tombstone. */
  readonly value: Buffer | null
}

/** Topics that do not change any more. */
export interface RecordedRun {
  /** Schemas by the ids that the recorded values name. */
  readonly schemas: SchemaIds
  /** Topics whose door for plain JSON was open. */
  readonly jsonDoor: ReadonlySet<string>
  /** True where it was taken from a run that went on: its order may then reach beyond its outputs. */
  readonly isOpenEnded: boolean
  /** Names of the topics that were recorded, order topics among them. */
  readonly topics: readonly string[]
  /** Partitions of a topic; 0 where it was not recorded. */
  partitionsOf(topic: string): number
  /** The records of a partition by offset, in batches: memory stays flat however long it is. */
  read(topic: string, partition: number): AsyncIterable<readonly RecordedRecord[]> | Iterable<readonly RecordedRecord[]>
}

/** A recorded record as a task takes it; its value is still to be decoded. */
export interface ReplayInput extends TaskInput, Orderable {
  value: unknown
  error: Error | null
}

/** A record as an input of a task. */
export function inputOf(topic: string, record: RecordedRecord): ReplayInput {
  const { partition, offset, timestamp, key, headers, value: bytes } = record
  const traceId = headers['trace-id'] ?? null
  const round = roundOf(headers[ROUND_HEADER])
  return { topic, partition, offset, timestamp, key, traceId, bytes, round, value: undefined, error: null }
}
