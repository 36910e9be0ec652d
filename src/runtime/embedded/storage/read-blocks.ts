/** Streams the records of a partition out of its blocks, one block in memory at a time. */
import { decodeBlock } from './block-decoder.ts'
import { StorageError } from './errors.ts'
import type { StoredRecord } from './storage.ts'

/** A block where it was found. */
export interface FoundBlock {
  readonly firstOffset: number
  readonly bytes: Buffer
}

/** The partition to read, and how to find the block with the greatest first offset that is not above `offset`. */
export interface BlockSource {
  readonly folder: string
  readonly topic: string
  readonly partition: number
  blockAt(offset: number): FoundBlock | undefined
}

/**
 * Records with fromOffset ≤ offset < toOffset. Each block is looked up by itself, so nothing is held open while the
 * caller takes its time.
 * @throws StorageError CORRUPT where a block is damaged or missing
 */
export function* readBlocks(source: BlockSource, fromOffset: number, toOffset: number): Generator<StoredRecord> {
  const { folder, topic, partition } = source
  let offset = fromOffset
  while (offset < toOffset) {
    const found = source.blockAt(offset)
    const records = found && decodeBlock({ folder, topic, partition, firstOffset: found.firstOffset }, found.bytes)
    const afterBlock = found && records ? found.firstOffset + records.length : 0
    if (found === undefined || records === undefined || afterBlock <= offset) {
      const message = `${topic}[${partition}]: no block in ${folder} holds offset ${offset}. Start over with --fresh.`
      throw new StorageError('CORRUPT', folder, message)
    }
    const begin = offset - found.firstOffset
    const end = Math.min(toOffset, afterBlock) - found.firstOffset
    for (let index = begin; index < end; index++) yield records[index]!
    offset = found.firstOffset + end
  }
}
