/** The storage of a data folder, on LMDB. */
import { decodeBlock } from './block-decoder.ts'
import { BlockEncoder } from './block-encoder.ts'
import { asStorageError } from './disk.ts'
import { StorageError } from './errors.ts'
import { CommitWriter } from './lmdb-commit.ts'
import { type Environment, type FolderOptions, openEnvironment } from './lmdb-environment.ts'
import { type FoundBlock, readBlocks } from './read-blocks.ts'
import type {
  CommitBatch,
  InboxRecord,
  PartitionEnd,
  QueuedRecord,
  Storage,
  StoredRecord,
  StoreSize,
} from './storage.ts'
import { requireName } from './validate.ts'

/** Bookkeeping key of the last sequence the inbox has given. */
const LAST_SEQUENCE = 'inbox.last'

export class LmdbStorage implements Storage {
  private readonly environment: Environment
  private readonly encoder = new BlockEncoder()
  private closed = false

  /** @throws StorageError NO_DATA, DATA_VERSION, CORRUPT, DISK_FULL or IO_ERROR */
  constructor(folder: string, options: FolderOptions = {}) {
    this.environment = openEnvironment(folder, options)
  }

  commit(batch: CommitBatch): void {
    this.transact((writer) => writer.write(batch))
  }

  endOffset(topic: string, partition: number): number {
    return this.fresh().ends.get([topic, partition]) ?? 0
  }

  topics(): PartitionEnd[] {
    const ends = this.fresh().ends.getRange()
    return Array.from(ends, ({ key: [topic, partition], value }) => ({ topic, partition, endOffset: value }))
  }

  *read(topic: string, partition: number, fromOffset = 0, toOffset = Infinity): Generator<StoredRecord> {
    const { folder } = this.environment
    const to = Math.min(toOffset, this.endOffset(topic, partition))
    const blockAt = (offset: number) => this.blockAt(topic, partition, offset)
    yield* readBlocks({ folder, topic, partition, blockAt }, Math.max(0, fromOffset), to)
  }

  firstOffsetAt(topic: string, partition: number, timestamp: number): number {
    const range = { start: [topic, partition, timestamp], end: [topic, partition, Infinity], limit: 1 }
    for (const { value } of this.fresh().times.getRange(range)) return value
    return this.endOffset(topic, partition)
  }

  *loadStore(task: string, store: string): Generator<readonly [string, string]> {
    const { storeIds, entries } = this.fresh()
    const id = storeIds.get([task, store])
    if (id === undefined) return
    for (const { key, value } of entries.getRange({ start: [id, ''], end: [id + 1, ''] })) yield [key[1], value]
  }

  stores(): StoreSize[] {
    const { storeIds, entries } = this.fresh()
    return Array.from(storeIds.getRange(), ({ key: [task, store], value: id }) => {
      return { task, store, entries: entries.getCount({ start: [id, ''], end: [id + 1, ''] }) }
    })
  }

  meta(key: string): string | undefined {
    return this.fresh().meta.get(key)
  }

  produce(records: readonly InboxRecord[]): void {
    const { folder, inbox, system } = this.environment
    for (const { topic } of records) requireName(folder, 'topic', topic)
    this.transact((writer) => {
      let sequence = Number(system.get(LAST_SEQUENCE) ?? 0)
      for (const record of records) {
        const address = inboxAddress(folder, ++sequence, record.topic)
        const { bytes } = this.encoder.encode(address, [record])
        writer.bytesWritten += bytes.length
        inbox.putSync([sequence, record.topic], bytes)
      }
      system.putSync(LAST_SEQUENCE, String(sequence))
    })
  }

  inbox(limit: number): QueuedRecord[] {
    const { folder, inbox } = this.fresh()
    return Array.from(inbox.getRange({ limit }), ({ key: [sequence, topic], value }) => {
      const [record] = decodeBlock(inboxAddress(folder, sequence, topic), value)
      if (record === undefined) throw new StorageError('CORRUPT', folder, `inbox entry ${sequence} is empty`)
      return {
        topic,
        sequence,
        key: record.key,
        timestamp: record.timestamp,
        headers: record.headers,
        value: record.value,
      }
    })
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.environment.root.close()
  }

  /** Everything in one transaction, or nothing of it. */
  private transact(write: (writer: CommitWriter) => void): void {
    const { folder, root, readOnly } = this.open()
    if (readOnly) throw new StorageError('READ_ONLY', folder, `${folder} was opened for reading only`)
    const writer = new CommitWriter(this.environment, this.encoder)
    try {
      root.transactionSync(() => write(writer))
    } catch (error) {
      throw asStorageError(this.environment, error, writer.bytesWritten)
    }
  }

  /** The block that holds `offset`, copied out of LMDB's memory, which a later commit may write over. */
  private blockAt(topic: string, partition: number, offset: number): FoundBlock | undefined {
    const { log } = this.open()
    // After the first block of a read, the next one begins exactly where the last ended.
    const exact = log.getBinary([topic, partition, offset])
    if (exact !== undefined) return { firstOffset: offset, bytes: asBuffer(exact) }
    const range = { start: [topic, partition, offset], end: [topic, partition, -1], reverse: true, limit: 1 }
    for (const { key, value } of log.getRange(range)) return { firstOffset: key[2], bytes: asBuffer(value) }
    return undefined
  }

  /** The tables as of now: lmdb would otherwise keep reading the state at the beginning of the event loop's turn. */
  private fresh(): Environment {
    const environment = this.open()
    environment.root.resetReadTxn()
    return environment
  }

  private open(): Environment {
    const { folder } = this.environment
    if (this.closed) throw new StorageError('CLOSED', folder, `the storage of ${folder} has been closed`)
    return this.environment
  }
}

/** Inbox entries are blocks of one record; messages call them by their sequence. */
function inboxAddress(folder: string, sequence: number, topic: string) {
  return { folder, topic: `inbox of ${topic}`, partition: 0, firstOffset: sequence }
}

/** lmdb hands out large values as buffers with a `length` property of their own, which makes every access slow. */
function asBuffer(value: Buffer): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.length)
}
