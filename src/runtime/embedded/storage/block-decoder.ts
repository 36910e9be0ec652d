/** Unpacks a block into its records, after proving that it is what was written. */
import { crc32 } from 'node:zlib'
import { BLOCK_FIELD, BLOCK_HEADER_BYTES, BLOCK_VERSION, type BlockAddress, CHECKED_FROM } from './block-format.ts'
import { ByteReader } from './byte-reader.ts'
import { StorageError } from './errors.ts'
import type { LogRecord, StoredRecord } from './storage.ts'

/**
 * The records of a block, in order. Values are views into `bytes`, headers are shared between records.
 * @param address where the block was found: the records take topic, partition and offsets from it
 * @throws StorageError CORRUPT, naming topic, partition and offset, where `bytes` is damaged or cut off
 */
export function decodeBlock(address: BlockAddress, bytes: Buffer): StoredRecord[] {
  try {
    return records(address, bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const { folder, topic, partition, firstOffset } = address
    const message =
      `${topic}[${partition}]: the block at offset ${firstOffset} (${bytes.length} bytes, in ${folder}) is damaged: ` +
      `it ${error.message}. Restore the folder from a copy, or start over with --fresh.`
    throw new StorageError('CORRUPT', folder, message, { cause: error })
  }
}

function records({ topic, partition, firstOffset }: BlockAddress, bytes: Buffer): StoredRecord[] {
  if (bytes.length < BLOCK_HEADER_BYTES) throw new RangeError('is shorter than its own header')
  const version = bytes.readUInt8(BLOCK_FIELD.version)
  if (version !== BLOCK_VERSION) throw new RangeError(`has format ${version}, this release reads ${BLOCK_VERSION}`)
  if (crc32(bytes.subarray(CHECKED_FROM)) !== bytes.readUInt32LE(BLOCK_FIELD.crc32)) {
    throw new RangeError('does not match its checksum')
  }
  const count = bytes.readUInt32LE(BLOCK_FIELD.count)
  const tablesAt = bytes.readUInt32LE(BLOCK_FIELD.tables)
  if (tablesAt < BLOCK_HEADER_BYTES || tablesAt > bytes.length) throw new RangeError('has its tables outside itself')
  const { headers, keys } = tables(new ByteReader(bytes, tablesAt, bytes.length))

  const rows = new ByteReader(bytes, BLOCK_HEADER_BYTES, tablesAt)
  const decoded: StoredRecord[] = []
  let timestamp = bytes.readDoubleLE(BLOCK_FIELD.baseTimestamp)
  for (let index = 0; index < count; index++) {
    const key = keys[rows.varint()]
    const sharedHeaders = headers[rows.varint()]
    if (key === undefined || sharedHeaders === undefined) throw new RangeError('names an entry its tables lack')
    timestamp += unzigzag(rows.varint())
    const length = rows.varint() - 1
    const value = length < 0 ? null : rows.bytes(length)
    decoded.push({ topic, partition, offset: firstOffset + index, key, timestamp, headers: sharedHeaders, value })
  }
  if (!rows.done) throw new RangeError('holds more rows than it counts')
  return decoded
}

function tables(reader: ByteReader): { headers: LogRecord['headers'][]; keys: string[] } {
  const headers = list(reader, () => Object.fromEntries(list(reader, () => [reader.text(), reader.text()] as const)))
  return { headers, keys: list(reader, () => reader.text()) }
}

function list<Item>(reader: ByteReader, item: () => Item): Item[] {
  const items: Item[] = []
  for (let left = reader.varint(); left > 0; left--) items.push(item())
  return items
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
