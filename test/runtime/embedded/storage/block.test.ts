import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBlock } from '../../../../src/runtime/embedded/storage/block-decoder.ts'
import { BlockEncoder } from '../../../../src/runtime/embedded/storage/block-encoder.ts'
import { BLOCK_FIELD, type BlockAddress, CHECKED_FROM } from '../../../../src/runtime/embedded/storage/block-format.ts'
import type { LogRecord } from '../../../../src/runtime/embedded/storage/storage.ts'
import { arbitraryRecord } from '../../../contract/arbitrary-record.ts'
import { record } from '../../../contract/storage-batch.ts'

const address: BlockAddress = { folder: '/data', topic: 'market.tick', partition: 3, firstOffset: 700 }
const encoder = new BlockEncoder()
const arbitraryRecords = fc.array(arbitraryRecord(), { minLength: 1, maxLength: 12 })

/** The block of some records, as memory of its own. */
const encoded = (records: readonly LogRecord[]): Buffer => Buffer.from(encoder.encode(address, records).bytes)
const damaged = expect.objectContaining({ name: 'StorageError', code: 'CORRUPT', folder: '/data' })

describe('a block', () => {
  it('gives back the records it was made of, with their place', () => {
    fc.assert(
      fc.property(arbitraryRecords, (records) => {
        const placed = records.map((each, index) => ({
          ...each,
          topic: 'market.tick',
          partition: 3,
          offset: 700 + index,
        }))
        expect(decodeBlock(address, encoded(records))).toEqual(placed)
      }),
    )
  })

  it('reports its count and latest timestamp', () => {
    fc.assert(
      fc.property(arbitraryRecords, (records) => {
        const block = encoder.encode(address, records)
        expect(block.count).toBe(records.length)
        expect(block.maxTimestamp).toBe(Math.max(...records.map(({ timestamp }) => timestamp)))
      }),
    )
  })

  it('is refused with any one byte changed', () => {
    fc.assert(
      fc.property(arbitraryRecords, fc.nat(), fc.integer({ min: 1, max: 255 }), (records, at, change) => {
        const block = encoded(records)
        block[at % block.length]! ^= change
        expect(() => decodeBlock(address, block)).toThrow(damaged)
      }),
    )
  })

  it('is refused when it is cut off anywhere, or longer than it was', () => {
    fc.assert(
      fc.property(arbitraryRecords, fc.nat(), (records, at) => {
        const block = encoded(records)
        expect(() => decodeBlock(address, block.subarray(0, at % block.length))).toThrow(damaged)
        expect(() => decodeBlock(address, Buffer.concat([block, Buffer.alloc(1 + (at % 9))]))).toThrow(damaged)
      }),
    )
  })

  it('never fails in another way, even where the checksum agrees with the damage', () => {
    fc.assert(
      fc.property(arbitraryRecords, fc.nat(), fc.integer({ min: 0, max: 255 }), (records, at, byte) => {
        const block = encoded(records)
        block[CHECKED_FROM + (at % (block.length - CHECKED_FROM))] = byte
        block.writeUInt32LE(crc32(block.subarray(CHECKED_FROM)), BLOCK_FIELD.crc32)
        try {
          decodeBlock(address, block)
        } catch (error) {
          expect(error).toEqual(damaged)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('names topic, partition, offset and what to do when it is damaged', () => {
    const block = encoded([record()])
    block[0] = 9
    const message = /^market\.tick\[3\]: the block at offset 700 .*has format 9, this release reads 1.*--fresh/
    expect(() => decodeBlock(address, block)).toThrow(message)
  })

  it('shares headers and keys between records', () => {
    const bytesPerRecord = (count: number): number => {
      const records = Array.from({ length: count }, (_, index) => record({ timestamp: index, headers: { a: 'b' } }))
      return encoded(records).length / count
    }
    // Four bytes of row and the five of the value: key and headers are not repeated.
    expect(bytesPerRecord(1000)).toBeLessThan(9.1)
    const [first, second] = decodeBlock(
      address,
      encoded([record({ headers: { a: 'b' } }), record({ headers: { a: 'b' } })]),
    )
    expect(first?.headers).toBe(second?.headers)
  })

  it('is closed when it is full, by bytes or by number', () => {
    const large = Array.from({ length: 5 }, () => record({ value: Buffer.alloc(400_000) }))
    const small = Array.from({ length: 40_000 }, () => record({ value: null }))
    const counts = (records: readonly LogRecord[]) =>
      Array.from(encoder.blocks('/data', { ...address, records }), ({ count }) => count)
    expect(counts(large)).toEqual([3, 2])
    expect(counts(small)).toEqual([16_384, 16_384, 7_232])
  })

  it.each([
    ['a fraction of a millisecond', { timestamp: 0.5 }],
    ['a time no clock shows', { timestamp: 2 ** 51 }],
    ['half a character as key', { key: '\udc00' }],
  ])('refuses %s, naming the offset', (_name, part) => {
    expect(() => encoder.encode(address, [record(), record(part)])).toThrow(/^market\.tick\[3\]@701 cannot be stored/)
  })

  it('can be encoded after one that was refused', () => {
    expect(() => encoder.encode(address, [record({ timestamp: NaN })])).toThrow('NaN')
    expect(decodeBlock(address, encoded([record({ key: 'next' })]))).toHaveLength(1)
  })
})
