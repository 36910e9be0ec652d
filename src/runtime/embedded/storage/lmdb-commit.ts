/** The writes of one commit, made inside a transaction that is already open. */
import type { BlockEncoder } from './block-encoder.ts'
import type { Environment } from './lmdb-environment.ts'
import type { CommitBatch, LogAppend, StoreChange } from './storage.ts'
import { requireBatchNames, requireChange, requireContiguous } from './validate.ts'

/** Writes a batch and reports how many bytes it holds. */
export class CommitWriter {
  private readonly environment: Environment
  private readonly encoder: BlockEncoder
  /** Bytes of data handed to LMDB so far, for the message when the disk is full. */
  bytesWritten = 0

  constructor(environment: Environment, encoder: BlockEncoder) {
    this.environment = environment
    this.encoder = encoder
  }

  /** @throws StorageError OFFSET_GAP, INVALID_NAME, INVALID_KEY or INVALID_RECORD; the transaction must then abort */
  write(batch: CommitBatch): void {
    requireBatchNames(this.environment.folder, batch)
    for (const append of batch.appends) this.append(append)
    this.change(batch.changes)
    this.setMeta(batch.meta)
    if (batch.inboxTaken > 0) this.takeInbox(batch.inboxTaken)
  }

  private append(append: LogAppend): void {
    const { folder, ends, log } = this.environment
    const { topic, partition, firstOffset, records } = append
    if (records.length === 0) return
    requireContiguous(folder, append, ends.get([topic, partition]) ?? 0)
    for (const block of this.encoder.blocks(folder, append)) {
      this.bytesWritten += block.bytes.length
      log.putSync([topic, partition, block.firstOffset], block.bytes)
      this.indexTime(topic, partition, block.maxTimestamp, block.firstOffset)
    }
    ends.putSync([topic, partition], firstOffset + records.length)
  }

  /** An entry only where a block raises the latest timestamp, so that the index rises with the offsets. */
  private indexTime(topic: string, partition: number, maxTimestamp: number, firstOffset: number): void {
    const { times } = this.environment
    const later = times.getKeys({
      start: [topic, partition, maxTimestamp],
      end: [topic, partition, Infinity],
      limit: 1,
    })
    if ([...later].length === 0) times.putSync([topic, partition, maxTimestamp], firstOffset)
  }

  private change(changes: Iterable<StoreChange>): void {
    const { folder, entries } = this.environment
    const ids = new Map<string, number>()
    for (const change of changes) {
      requireChange(folder, change)
      const { task, store, key, value } = change
      const name = `${task}\0${store}`
      const id = ids.get(name) ?? this.storeId(task, store)
      ids.set(name, id)
      if (value === undefined) entries.removeSync([id, key])
      else {
        this.bytesWritten += key.length + value.length
        entries.putSync([id, key], value)
      }
    }
  }

  /** The store's number; a new store gets the next one. */
  private storeId(task: string, store: string): number {
    const { storeIds } = this.environment
    const known = storeIds.get([task, store])
    if (known !== undefined) return known
    const id = storeIds.getCount()
    storeIds.putSync([task, store], id)
    return id
  }

  private setMeta(changed: CommitBatch['meta']): void {
    const { meta } = this.environment
    for (const [key, value] of changed) {
      if (value === undefined) meta.removeSync(key)
      else meta.putSync(key, value)
    }
  }

  private takeInbox(through: number): void {
    const { inbox } = this.environment
    // Collected first: removing under an open cursor would move it.
    for (const key of [...inbox.getKeys({ end: [through + 1, ''] })]) inbox.removeSync(key)
  }
}
