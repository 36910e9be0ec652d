/** Where a cluster is mirrored to: every fact, and the newest ticks, on disk; one partition a topic. */
import { join } from 'node:path'
import { META } from '../../runtime/embedded/meta.ts'
import { openStorage } from '../../runtime/embedded/storage/open-storage.ts'
import type {
  LogRecord,
  PartitionEnd,
  Storage,
  StoredRecord,
  StoreSize,
  TopicStorage,
} from '../../runtime/embedded/storage/storage.ts'
import { topics } from '../../topics.ts'
import { RollingLog } from './rolling-log.ts'

/** Ticks that are kept at least, and their segments: about 400 MB of disk. */
export const KEPT_TICKS = 4_000_000
const SEGMENTS = 5

export interface MirrorStorageOptions {
  readonly folder: string
  /** Ticks that are kept at least; the older ones make way. */
  readonly keptTicks?: number
}

/** What is mirrored in one step. */
export interface MirrorBatch {
  /** By the name of their topic, in the order they are to have. */
  readonly records: ReadonlyMap<string, readonly LogRecord[]>
  /** Schema table, as `LocalSchemas` writes it. */
  readonly schemas: string
  /** Stream time, ms. */
  readonly timeMs: number
}

export class MirrorStorage implements TopicStorage {
  private readonly facts: Storage
  private readonly ticks: RollingLog
  private schemas = ''

  /** @throws StorageError DISK_FULL or IO_ERROR */
  constructor({ folder, keptTicks = KEPT_TICKS }: MirrorStorageOptions) {
    this.facts = openStorage(join(folder, 'facts'), { sync: false })
    this.ticks = new RollingLog({
      folder: join(folder, 'ticks'),
      topic: topics.marketTick.name,
      segments: SEGMENTS,
      segmentRecords: Math.ceil(keptTicks / (SEGMENTS - 1)),
    })
  }

  /** Ticks first: no fact is to be seen before the ticks it came of. */
  write({ records, schemas, timeMs }: MirrorBatch): void {
    const ticks = records.get(this.ticks.topic)
    if (ticks !== undefined) this.ticks.append(ticks)
    const appends = [...records]
      .filter(([topic]) => topic !== this.ticks.topic)
      .map(([topic, all]) => ({ topic, partition: 0, firstOffset: this.facts.endOffset(topic, 0), records: all }))
    const meta = new Map<string, string>([[META.clock, String(timeMs)]])
    if (schemas !== this.schemas) meta.set(META.schemas, schemas)
    this.schemas = schemas
    this.facts.commit({ appends, changes: [], meta, inboxTaken: 0 })
  }

  endOffset(topic: string, partition: number): number {
    if (topic === this.ticks.topic) return partition === 0 ? this.ticks.endOffset : 0
    return this.facts.endOffset(topic, partition)
  }

  topics(): readonly PartitionEnd[] {
    const { topic, endOffset } = this.ticks
    const ends = [...this.facts.topics(), ...(endOffset === 0 ? [] : [{ topic, partition: 0, endOffset }])]
    return ends.sort((a, b) => (a.topic < b.topic ? -1 : 1))
  }

  read(topic: string, partition: number, fromOffset = 0, toOffset = Infinity): Iterable<StoredRecord> {
    if (topic !== this.ticks.topic) return this.facts.read(topic, partition, fromOffset, toOffset)
    return partition === 0 ? this.ticks.read(fromOffset, toOffset) : []
  }

  firstOffsetAt(topic: string, partition: number, timestamp: number): number {
    if (topic !== this.ticks.topic) return this.facts.firstOffsetAt(topic, partition, timestamp)
    return partition === 0 ? this.ticks.firstOffsetAt(timestamp) : 0
  }

  /** The members' stores are not mirrored. */
  loadStore(): Iterable<readonly [string, string]> {
    return []
  }

  stores(): readonly StoreSize[] {
    return []
  }

  meta(key: string): string | undefined {
    return this.facts.meta(key)
  }

  async close(): Promise<void> {
    await Promise.all([this.facts.close(), this.ticks.close()])
  }
}
