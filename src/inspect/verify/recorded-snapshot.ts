/** A recording that was taken away, as `verify` reads it: the same questions as a data folder answers. */
import { Serde } from '../../records/serde.ts'
import type { ReadRecord } from '../../runtime/embedded/topic-reader.ts'
import { asError } from '../../runtime/errors.ts'
import type { LocalRun } from '../../runtime/replay/recorded-run.ts'
import { ReplaySchemas } from '../../runtime/replay/replay-schemas.ts'
import type { Topic } from '../../topology/topic.ts'
import type { Verifiable } from './records.ts'

export class RecordedSnapshot implements Verifiable {
  /** Event time of the newest record, Unix ms; null where the recording holds none. */
  readonly timeMs: number | null
  private readonly run: LocalRun
  private readonly serde: Serde

  constructor(run: LocalRun) {
    this.run = run
    this.serde = new Serde(new ReplaySchemas(run.schemas), { jsonDoor: run.jsonDoor })
    this.timeMs = newestOf(run)
  }

  partitions(topic: string): readonly { readonly partition: number }[] {
    return Array.from({ length: this.run.partitionsOf(topic) }, (_, partition) => ({ partition }))
  }

  *partition<V>(topic: Topic<V>, partition: number): Iterable<ReadRecord<V>> {
    for (const batch of this.run.read(topic.name, partition)) {
      for (const { offset, timestamp, key, headers, value: bytes } of batch) {
        const record = { topic: topic.name, partition, offset, timestamp, key, headers, bytes }
        try {
          yield { ...record, value: this.serde.decode(topic.codec, bytes, record), error: null }
        } catch (error) {
          yield { ...record, value: null, error: asError(error) }
        }
      }
    }
  }
}

function newestOf(run: LocalRun): number | null {
  let newest: number | null = null
  for (const topic of run.topics) {
    for (let partition = 0; partition < run.partitionsOf(topic); partition++) {
      for (const batch of run.read(topic, partition)) {
        for (const { timestamp } of batch) newest = Math.max(newest ?? timestamp, timestamp)
      }
    }
  }
  return newest
}
