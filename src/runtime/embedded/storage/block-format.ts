/**
 * The block: up to about 1 MiB of consecutive records of one partition as one run of bytes.
 *
 * ```
 *  0  u8     format version, 1
 *  1  u32le  CRC-32 of everything after it
 *  5  u32le  number of records
 *  9  u32le  position of the tables
 * 13  f64le  base timestamp, that of the first record
 * 21  rows, one a record:
 *       varint  index of its key
 *       varint  index of its headers
 *       varint  timestamp − that of the record before, zigzag
 *       varint  length of the value + 1; 0 for a tombstone
 *       bytes   value
 *  …  tables:
 *       varint  number of headers; for each: varint number of pairs, then name and value as text
 *       varint  number of keys; for each: text
 * ```
 * A varint has seven bits a byte, lowest first; text is a varint of its UTF-8 length, then the bytes. The tables come
 * last because they are known last: a block is written in one pass.
 */

export const BLOCK_VERSION = 1
export const BLOCK_HEADER_BYTES = 21

/** Positions of the fields before the rows. */
export const BLOCK_FIELD = { version: 0, crc32: 1, count: 5, tables: 9, baseTimestamp: 13 } as const

/** Where the checksum begins to count. */
export const CHECKED_FROM = BLOCK_FIELD.count

/** Timestamps are nearer to the epoch than this, in ms, so that the difference of any two fits a zigzag varint. */
export const MAX_TIMESTAMP_MS = 2 ** 51

/** Where a block belongs, for messages. */
export interface BlockAddress {
  readonly folder: string
  readonly topic: string
  readonly partition: number
  readonly firstOffset: number
}
