/** A storage without a folder: the same blocks and the same rules as on disk, gone when the process ends. */
import { StorageError } from './errors.ts'
import { MEMORY, MemoryLog } from './memory-log.ts'
import type {
  CommitBatch,
  InboxRecord,
  PartitionEnd,
  QueuedRecord,
  Storage,
  StoredRecord,
  StoreSize,
} from './storage.ts'
import { compareText, requireBatchNames, requireChange, requireName } from './validate.ts'

/** `retain` (default true): false keeps offsets, stores and metadata but no records, so that memory stays flat. */
export interface MemoryOptions {
  readonly retain?: boolean
}

interface MemoryStore {
  readonly task: string
  readonly store: string
  readonly entries: Map<string, string>
}

export class MemoryStorage implements Storage {
  private readonly log: MemoryLog
  private readonly named = new Map<string, MemoryStore>()
  private readonly metadata = new Map<string, string>()
  private waiting: QueuedRecord[] = []
  private lastSequence = 0
  private closed = false

  constructor({ retain = true }: MemoryOptions = {}) {
    this.log = new MemoryLog(retain)
  }

  commit(batch: CommitBatch): void {
    this.requireOpen()
    // Everything that can fail comes first; what follows it cannot.
    requireBatchNames(MEMORY, batch)
    const append = this.log.stage(batch.appends)
    const changes = [...batch.changes]
    for (const change of changes) requireChange(MEMORY, change)

    append()
    for (const { task, store, key, value } of changes) assign(this.store(task, store).entries, key, value)
    for (const [key, value] of batch.meta) assign(this.metadata, key, value)
    if (batch.inboxTaken > 0) this.waiting = this.waiting.filter(({ sequence }) => sequence > batch.inboxTaken)
  }

  endOffset(topic: string, partition: number): number {
    this.requireOpen()
    return this.log.endOffset(topic, partition)
  }

  topics(): PartitionEnd[] {
    this.requireOpen()
    return this.log.topics()
  }

  read(topic: string, partition: number, fromOffset = 0, toOffset = Infinity): Iterable<StoredRecord> {
    this.requireOpen()
    return this.log.read(topic, partition, fromOffset, toOffset)
  }

  firstOffsetAt(topic: string, partition: number, timestamp: number): number {
    this.requireOpen()
    return this.log.firstOffsetAt(topic, partition, timestamp)
  }

  loadStore(task: string, store: string): Iterable<readonly [string, string]> {
    this.requireOpen()
    return this.named.get(idOf(task, store))?.entries ?? []
  }

  stores(): StoreSize[] {
    this.requireOpen()
    const sizes = [...this.named.values()].map(({ task, store, entries }) => ({ task, store, entries: entries.size }))
    return sizes.sort((a, b) => compareText(a.task, b.task) || compareText(a.store, b.store))
  }

  meta(key: string): string | undefined {
    this.requireOpen()
    return this.metadata.get(key)
  }

  produce(records: readonly InboxRecord[]): void {
    this.requireOpen()
    for (const { topic } of records) requireName(MEMORY, 'topic', topic)
    for (const record of records) this.waiting.push({ ...record, sequence: ++this.lastSequence })
  }

  inbox(limit: number): QueuedRecord[] {
    this.requireOpen()
    return this.waiting.slice(0, limit)
  }

  async close(): Promise<void> {
    this.closed = true
  }

  private store(task: string, store: string): MemoryStore {
    const known = this.named.get(idOf(task, store))
    if (known !== undefined) return known
    const created = { task, store, entries: new Map<string, string>() }
    this.named.set(idOf(task, store), created)
    return created
  }

  private requireOpen(): void {
    if (this.closed) throw new StorageError('CLOSED', MEMORY, 'this storage has been closed')
  }
}

function idOf(task: string, store: string): string {
  return `${task}\0${store}`
}

function assign(entries: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) entries.delete(key)
  else entries.set(key, value)
}
