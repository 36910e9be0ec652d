/** A topic on disk of which only the newest records are kept: segments, of which the oldest is dropped as a whole. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openStorage } from '../../runtime/embedded/storage/open-storage.ts'
import type { LogRecord, Storage, StoredRecord } from '../../runtime/embedded/storage/storage.ts'

export interface RollingOptions {
  /** Folder that the segments lie in. */
  readonly folder: string
  readonly topic: string
  /** Segments that are kept at most, the one that grows included; two or more. */
  readonly segments: number
  /** Records after which a segment is full. */
  readonly segmentRecords: number
}

interface Segment {
  /** Offset of its first record. */
  readonly base: number
  readonly folder: string
  readonly storage: Storage
}

/** Its one partition. */
const ONLY = 0

export class RollingLog {
  readonly topic: string
  private readonly options: RollingOptions
  private readonly segments: Segment[] = []
  private readonly dropping: Promise<void>[] = []

  constructor(options: RollingOptions) {
    this.options = options
    this.topic = options.topic
    this.begin(0)
  }

  /** Offset the next record gets. */
  get endOffset(): number {
    const { base, storage } = this.newest
    return base + storage.endOffset(this.topic, ONLY)
  }

  /** @throws StorageError DISK_FULL or IO_ERROR; nothing was written then */
  append(records: readonly LogRecord[]): void {
    const { base, storage } = this.newest
    const firstOffset = storage.endOffset(this.topic, ONLY)
    const append = { topic: this.topic, partition: ONLY, firstOffset, records }
    storage.commit({ appends: [append], changes: [], meta: new Map(), inboxTaken: 0 })
    if (firstOffset + records.length >= this.options.segmentRecords) this.begin(base + firstOffset + records.length)
  }

  /** Records with fromOffset ≤ offset < toOffset, as far as they are kept. */
  *read(fromOffset: number, toOffset: number): Iterable<StoredRecord> {
    for (const { base, storage } of [...this.segments]) {
      const end = base + storage.endOffset(this.topic, ONLY)
      const [from, to] = [Math.max(fromOffset, base), Math.min(toOffset, end)]
      if (from >= to) continue
      for (const record of storage.read(this.topic, ONLY, from - base, to - base))
        yield { ...record, offset: base + record.offset }
    }
  }

  /** As `Storage.firstOffsetAt`. */
  firstOffsetAt(timestamp: number): number {
    for (const { base, storage } of this.segments) {
      const offset = storage.firstOffsetAt(this.topic, ONLY, timestamp)
      if (offset < storage.endOffset(this.topic, ONLY)) return base + offset
    }
    return this.endOffset
  }

  async close(): Promise<void> {
    await Promise.all([...this.segments.map(({ storage }) => storage.close()), ...this.dropping])
  }

  private get newest(): Segment {
    return this.segments.at(-1)!
  }

  private begin(base: number): void {
    const folder = join(this.options.folder, `segment-${base}`)
    this.segments.push({ base, folder, storage: openStorage(folder, { sync: false }) })
    if (this.segments.length > this.options.segments) this.drop(this.segments.shift()!)
  }

  private drop({ folder, storage }: Segment): void {
    this.dropping.push(storage.close().then(() => rmSync(folder, { recursive: true, force: true })))
  }
}
