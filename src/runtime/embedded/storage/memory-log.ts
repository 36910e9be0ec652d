/** The topics of a storage in memory. */
import { BlockEncoder } from './block-encoder.ts'
import { StorageError } from './errors.ts'
import { PartitionBlocks } from './partition-blocks.ts'
import { readBlocks } from './read-blocks.ts'
import type { LogAppend, PartitionEnd, StoredRecord } from './storage.ts'
import { compareText, requireContiguous } from './validate.ts'

/** The folder that means memory. */
export const MEMORY = ':memory:'

export class MemoryLog {
  private readonly retain: boolean
  private readonly encoder = new BlockEncoder()
  private readonly partitions = new Map<string, PartitionBlocks>()

  /** @param retain false counts records without keeping them */
  constructor(retain: boolean) {
    this.retain = retain
  }

  /**
   * Checks and copies the records of a commit, and hands back what makes them visible, which cannot fail.
   * @throws StorageError OFFSET_GAP, and INVALID_RECORD where records are kept
   */
  stage(appends: readonly LogAppend[]): () => void {
    const ends = new Map<string, number>()
    const steps: (() => void)[] = []
    for (const append of appends) {
      const { topic, partition, firstOffset, records } = append
      const id = idOf(topic, partition)
      requireContiguous(MEMORY, append, ends.get(id) ?? this.endOffset(topic, partition))
      ends.set(id, firstOffset + records.length)
      if (!this.retain) steps.push(() => this.partition(topic, partition).skip(records.length))
      else {
        for (const { bytes, count, maxTimestamp } of this.encoder.blocks(MEMORY, append)) {
          const copy = Buffer.from(bytes)
          steps.push(() => this.partition(topic, partition).add(copy, count, maxTimestamp))
        }
      }
    }
    return () => {
      for (const step of steps) step()
    }
  }

  endOffset(topic: string, partition: number): number {
    return this.partitions.get(idOf(topic, partition))?.endOffset ?? 0
  }

  topics(): PartitionEnd[] {
    const ends = [...this.partitions.values()].map(({ topic, partition, endOffset }) => ({
      topic,
      partition,
      endOffset,
    }))
    return ends.sort((a, b) => compareText(a.topic, b.topic) || a.partition - b.partition)
  }

  *read(topic: string, partition: number, fromOffset: number, toOffset: number): Generator<StoredRecord> {
    const log = this.partitions.get(idOf(topic, partition))
    const from = Math.max(0, fromOffset)
    const to = Math.min(toOffset, log?.endOffset ?? 0)
    if (log === undefined || from >= to) return
    if (!this.retain) {
      throw new StorageError(
        'NOT_RETAINED',
        MEMORY,
        `${topic}[${partition}]: this run was told not to keep its records`,
      )
    }
    yield* readBlocks({ folder: MEMORY, topic, partition, blockAt: (offset) => log.blockAt(offset) }, from, to)
  }

  firstOffsetAt(topic: string, partition: number, timestamp: number): number {
    return this.partitions.get(idOf(topic, partition))?.firstOffsetAt(timestamp) ?? 0
  }

  private partition(topic: string, partition: number): PartitionBlocks {
    const id = idOf(topic, partition)
    const known = this.partitions.get(id)
    if (known !== undefined) return known
    const created = new PartitionBlocks(topic, partition)
    this.partitions.set(id, created)
    return created
  }
}

function idOf(topic: string, partition: number): string {
  return `${topic}\0${partition}`
}
