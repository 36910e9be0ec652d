/** A data folder as a run that can be replayed. */
import type { SchemaIds } from '../records/serde.ts'
import { LocalSchemas } from '../runtime/embedded/local-schemas.ts'
import { META } from '../runtime/embedded/meta.ts'
import type { Storage } from '../runtime/embedded/storage/storage.ts'
import type { LocalRun, RecordedRecord } from '../runtime/replay/recorded-run.ts'

const BATCH = 1_000

export class FolderRun implements LocalRun {
  readonly schemas: SchemaIds
  readonly isOpenEnded = false
  readonly fromMs = null
  readonly toMs = null
  readonly jsonDoor: ReadonlySet<string> = new Set()
  private readonly storage: Storage

  constructor(storage: Storage) {
    this.storage = storage
    this.schemas = new LocalSchemas(storage.meta(META.schemas))
  }

  get topics(): readonly string[] {
    return [...new Set(this.storage.topics().map(({ topic }) => topic))]
  }

  partitionsOf(topic: string): number {
    return Math.max(0, ...this.storage.topics().map((end) => (end.topic === topic ? end.partition + 1 : 0)))
  }

  *read(topic: string, partition: number, fromOffset = 0): Iterable<readonly RecordedRecord[]> {
    let batch: RecordedRecord[] = []
    for (const record of this.storage.read(topic, partition, fromOffset)) {
      if (batch.push(record) < BATCH) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }
}
