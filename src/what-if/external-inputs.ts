/** The inputs of a recording that came from outside, as a run takes them: by event time, an instant at once. */
import type { SourceRecord } from '../connectors/source-record.ts'
import { Serde } from '../records/serde.ts'
import type { ExternalSource } from '../runtime/embedded/external-source.ts'
import { inputOf, type LocalRun, type RecordedRecord } from '../runtime/replay/recorded-run.ts'
import { topicsByName } from '../topics.ts'

export type { SourceRecord as ExternalInput } from '../connectors/source-record.ts'

/** Records handed over at once, at least; an instant is never cut. */
const BATCH_RECORDS = 1_000

/** A partition as it was recorded; plain data, so that it can be handed to a worker. */
export interface InputPartition {
  readonly topic: string
  readonly partition: number
  /** False: its records are not in order of time, and are sorted in memory. */
  readonly isSorted: boolean
}

/**
 * The records of a partition whose values can be read, in order of time; those of one time in order of offset. The others
 * would lead to nothing but dead letters.
 */
export function* readableRecords(
  run: LocalRun,
  { topic, partition, isSorted }: InputPartition,
): Generator<SourceRecord> {
  const codec = topicsByName.get(topic)?.codec
  if (codec === undefined) throw new RangeError(`there is no topic ${topic}`)
  const serde = new Serde(run.schemas, { jsonDoor: run.jsonDoor })
  const batches = isSorted ? run.read(topic, partition) : [sorted(run.read(topic, partition))]
  for (const batch of batches) {
    for (const record of batch) {
      const input = inputOf(topic, record, codec)
      if (!input.read(serde, codec) || typeof input.value !== 'object' || input.value === null) continue
      const { key, timestamp, headers } = record
      yield { topic, key, timestamp, value: input.value, source: headers.source ?? 'recording' }
    }
  }
}

/** What feeds an embedded run from a recording. Memory stays flat however long it is, where its partitions are in order. */
export function externalInputs(run: LocalRun, partitions: readonly InputPartition[]): ExternalSource {
  return { fingerprint: 'what-if', open: () => inputBatches(run, partitions) }
}

/** The records of some partitions in one order, by event time. */
export function* inputBatches(
  run: LocalRun,
  partitions: readonly InputPartition[],
): Generator<readonly SourceRecord[]> {
  const heads = partitions.map((partition) => new Head(readableRecords(run, partition)))
  let batch: SourceRecord[] = []
  for (;;) {
    const timeMs = heads.reduce((min, head) => Math.min(min, head.timeMs), Infinity)
    if (timeMs === Infinity) break
    for (const head of heads) while (head.timeMs === timeMs) batch.push(head.take())
    if (batch.length < BATCH_RECORDS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** The next record of a partition. */
class Head {
  private readonly records: Iterator<SourceRecord>
  private next: SourceRecord | undefined

  constructor(records: Iterator<SourceRecord>) {
    this.records = records
    this.advance()
  }

  /** Event time of the next record, ms; infinite at the end. */
  get timeMs(): number {
    return this.next?.timestamp ?? Infinity
  }

  take(): SourceRecord {
    const record = this.next
    if (record === undefined) throw new RangeError('taken beyond the end of a partition')
    this.advance()
    return record
  }

  private advance(): void {
    const { done, value } = this.records.next()
    this.next = done ? undefined : value
  }
}

function sorted(batches: Iterable<readonly RecordedRecord[]>): readonly RecordedRecord[] {
  return [...batches].flat().sort((a, b) => a.timestamp - b.timestamp)
}
