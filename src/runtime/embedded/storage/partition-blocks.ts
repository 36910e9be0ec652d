/** The blocks of one partition in memory, found by offset or by time. */
import type { FoundBlock } from './read-blocks.ts'

interface KeptBlock extends FoundBlock {
  /** Latest timestamp in this block and all before it, in epoch milliseconds: it never falls. */
  readonly latestTimestamp: number
}

export class PartitionBlocks {
  readonly topic: string
  readonly partition: number
  endOffset = 0
  private readonly blocks: KeptBlock[] = []

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  /** Keeps a block that begins at the end offset. */
  add(bytes: Buffer, count: number, maxTimestamp: number): void {
    const latestTimestamp = Math.max(maxTimestamp, this.blocks.at(-1)?.latestTimestamp ?? -Infinity)
    this.blocks.push({ firstOffset: this.endOffset, bytes, latestTimestamp })
    this.endOffset += count
  }

  /** Counts records that are not kept. */
  skip(count: number): void {
    this.endOffset += count
  }

  /** The block with the greatest first offset that is not above `offset`. */
  blockAt(offset: number): FoundBlock | undefined {
    return this.blocks[this.firstWhere(({ firstOffset }) => firstOffset > offset) - 1]
  }

  /** First offset of the first block with a record of `timestamp` or later, else the end offset. */
  firstOffsetAt(timestamp: number): number {
    return (
      this.blocks[this.firstWhere(({ latestTimestamp }) => latestTimestamp >= timestamp)]?.firstOffset ?? this.endOffset
    )
  }

  /** Index of the first block for which `holds` is true; it stays true for all after it. */
  private firstWhere(holds: (block: KeptBlock) => boolean): number {
    let low = 0
    let high = this.blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (holds(this.blocks[middle]!)) high = middle
      else low = middle + 1
    }
    return low
  }
}
