/** Packs consecutive records of a partition into a block. */
import { crc32 } from 'node:zlib'
import {
  BLOCK_FIELD,
  BLOCK_HEADER_BYTES,
  BLOCK_VERSION,
  type BlockAddress,
  CHECKED_FROM,
  MAX_TIMESTAMP_MS,
} from './block-format.ts'
import { ByteWriter } from './byte-writer.ts'
import { StorageError } from './errors.ts'
import { HeadersTable } from './headers-table.ts'
import type { LogAppend, LogRecord } from './storage.ts'
import { isWellFormed } from './text.ts'

/** A block is closed at the first record that takes it to this size or this many: reading holds one in memory. */
const FULL_AT_BYTES = 1 << 20
const FULL_AT_RECORDS = 16_384

/** One block. `bytes` is valid until the encoder is used again; `maxTimestamp` is in epoch milliseconds. */
export interface EncodedBlock {
  readonly firstOffset: number
  readonly bytes: Buffer
  readonly count: number
  readonly maxTimestamp: number
}

/** Encodes blocks one after another into the same memory. */
export class BlockEncoder {
  private readonly writer = new ByteWriter(FULL_AT_BYTES + (FULL_AT_BYTES >> 2))
  private readonly keys = new Map<string, number>()
  private readonly headers = new HeadersTable()

  /**
   * Encodes `records[start]` and as many after it as fit into one block.
   * @param address where `records[start]` goes, for messages
   * @throws StorageError INVALID_RECORD where a record cannot be kept
   */
  encode(address: BlockAddress, records: readonly LogRecord[], start = 0): EncodedBlock {
    const { writer, keys, headers } = this
    writer.restart(BLOCK_HEADER_BYTES)
    keys.clear()
    headers.clear()
    const baseTimestamp = records[start]?.timestamp ?? 0
    let timestamp = baseTimestamp
    let maxTimestamp = baseTimestamp
    let index = start
    for (; index < records.length && index - start < FULL_AT_RECORDS && writer.length < FULL_AT_BYTES; index++) {
      const record = records[index]!
      if (!Number.isInteger(record.timestamp) || Math.abs(record.timestamp) >= MAX_TIMESTAMP_MS) {
        throw invalid(address, index - start, `timestamp ${record.timestamp} is not a time in whole milliseconds`)
      }
      let key = keys.get(record.key)
      if (key === undefined) {
        if (!isWellFormed(record.key)) throw invalid(address, index - start, 'its key is not well-formed text')
        key = keys.size
        keys.set(record.key, key)
      }
      writer.varint(key)
      writer.varint(headers.indexOf(record.headers))
      writer.varint(zigzag(record.timestamp - timestamp))
      timestamp = record.timestamp
      if (timestamp > maxTimestamp) maxTimestamp = timestamp
      if (record.value === null) writer.varint(0)
      else {
        writer.varint(record.value.length + 1)
        writer.bytes(record.value)
      }
    }
    const tables = writer.length
    if (!headers.write(writer)) throw invalid(address, 0, 'headers of its block are not well-formed text')
    writer.varint(keys.size)
    for (const key of keys.keys()) writer.text(key)
    const count = index - start
    const bytes = sealed(writer.view(), count, tables, baseTimestamp)
    return { firstOffset: address.firstOffset, bytes, count, maxTimestamp }
  }

  /** The blocks of an append, in order. Each must be used before the next is asked for. */
  *blocks(folder: string, { topic, partition, firstOffset, records }: LogAppend): Generator<EncodedBlock> {
    for (let start = 0; start < records.length; ) {
      const block = this.encode({ folder, topic, partition, firstOffset: firstOffset + start }, records, start)
      start += block.count
      yield block
    }
  }
}

/** Fills in the fields before the rows, the checksum last. */
function sealed(block: Buffer, count: number, tables: number, baseTimestamp: number): Buffer {
  block.writeUInt8(BLOCK_VERSION, BLOCK_FIELD.version)
  block.writeUInt32LE(count, BLOCK_FIELD.count)
  block.writeUInt32LE(tables, BLOCK_FIELD.tables)
  block.writeDoubleLE(baseTimestamp, BLOCK_FIELD.baseTimestamp)
  block.writeUInt32LE(crc32(block.subarray(CHECKED_FROM)), BLOCK_FIELD.crc32)
  return block
}

/** 0, −1, 1, −2, … → 0, 1, 2, 3, …: small differences of either sign become small numbers. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function invalid({ folder, topic, partition, firstOffset }: BlockAddress, index: number, reason: string): StorageError {
  const offset = firstOffset + index
  return new StorageError('INVALID_RECORD', folder, `${topic}[${partition}]@${offset} cannot be stored: ${reason}`)
}
