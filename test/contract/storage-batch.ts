/** Records and batches with only what a test cares about. */
import type { CommitBatch, LogRecord, Storage } from '../../src/runtime/embedded/storage/storage.ts'

/** A record; whatever is not given is something ordinary. */
export function record(part: Partial<LogRecord> = {}): LogRecord {
  return { key: 'BTCUSDC', timestamp: 1_000, headers: { source: 'test' }, value: Buffer.from('value'), ...part }
}

/** A batch; whatever is not given is empty. */
export function batch(part: Partial<CommitBatch> = {}): CommitBatch {
  return { appends: [], changes: [], meta: new Map(), inboxTaken: 0, ...part }
}

/** Appends records to partition 0 of a topic, in one commit. */
export function append(storage: Storage, topic: string, records: readonly LogRecord[]): void {
  const firstOffset = storage.endOffset(topic, 0)
  storage.commit(batch({ appends: [{ topic, partition: 0, firstOffset, records }] }))
}
