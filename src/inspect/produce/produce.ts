/** `ilf produce`: puts records into the inbox of a data folder, where the running or the next run takes them. */
import { Serde } from '../../records/serde.ts'
import { LocalSchemas } from '../../runtime/embedded/local-schemas.ts'
import { META } from '../../runtime/embedded/meta.ts'
import { openStorage } from '../../runtime/embedded/storage/open-storage.ts'
import type { InboxRecord, Storage } from '../../runtime/embedded/storage/storage.ts'
import { StreamError } from '../../runtime/errors.ts'
import type { Topic } from '../../topology/topic.ts'
import { LineError } from './envelope.ts'
import { toRecord } from './to-record.ts'

/** Lines queued in one commit. */
const BATCH = 500

export interface ProduceOptions {
  readonly topic: Topic<unknown>
  readonly lines: AsyncIterable<string> | Iterable<string>
  /** Told of each line that is no record: its number, from 1, and what is wrong. */
  onBadLine(line: number, problem: string): void
}

/** How many lines were queued, and how many were not. */
export interface Produced {
  readonly queued: number
  readonly bad: number
}

/**
 * Opens a folder to produce into, also while a run is going on. Throws a StorageError where it holds no data, and a
 * StreamError where no run has committed to it yet.
 */
export async function openInbox(folder: string): Promise<Storage> {
  // Looked at first: opening for writing would create what is not there.
  await openStorage(folder, { readOnly: true }).close()
  const storage = openStorage(folder)
  if (storage.meta(META.schemas) !== undefined) return storage
  await storage.close()
  throw new StreamError(
    'NO_RUN',
    'halt',
    `no run has begun in ${folder}: start one with \`ilf run --data ${folder}\` first`,
  )
}

/** Queues every line that is a record of the topic, in their order; the bad ones are told and left out. */
export async function produce(storage: Storage, { topic, lines, onBadLine }: ProduceOptions): Promise<Produced> {
  const serde = serdeOf(storage, topic)
  const clock = storage.meta(META.clock)
  const timeMs = clock === undefined ? null : Number(clock)
  let batch: InboxRecord[] = []
  let [number, queued, bad] = [0, 0, 0]
  const flush = () => {
    if (batch.length > 0) storage.produce(batch)
    queued += batch.length
    batch = []
  }
  for await (const line of lines) {
    number++
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line
    if (text.trim() === '') continue
    try {
      batch.push(toRecord(text, { topic, serde, timeMs }))
    } catch (error) {
      if (!(error instanceof LineError)) throw error
      bad++
      onBadLine(number, error.message)
    }
    if (batch.length === BATCH) flush()
  }
  flush()
  return { queued, bad }
}

/** A serde that writes only schema ids the folder knows: one it does not would name another schema, or none. */
function serdeOf(storage: Storage, topic: Topic<unknown>): Serde {
  const saved = storage.meta(META.schemas)
  const schemas = new LocalSchemas(saved)
  schemas.idOf(topic.codec)
  if (saved !== undefined && schemas.toJson() === new LocalSchemas(saved).toJson()) return new Serde(schemas)
  throw new StreamError(
    'UNKNOWN_SCHEMA',
    'halt',
    `the data folder was written by a release with another schema of ${topic.name}: run \`ilf run\` on it with this release once, then produce`,
  )
}
