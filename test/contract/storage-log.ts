/** What a storage promises about topics. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogRecord, Storage, StoredRecord } from '../../src/runtime/embedded/storage/storage.ts'
import { arbitraryRecord } from './arbitrary-record.ts'
import { append, batch, record } from './storage-batch.ts'

const bare = ({ key, timestamp, headers, value }: StoredRecord): LogRecord => ({ key, timestamp, headers, value })
const offsets = (records: Iterable<StoredRecord>): number[] => Array.from(records, ({ offset }) => offset)

/** @param storage makes a new, empty storage */
export function logContract(storage: () => Storage): void {
  describe('log', () => {
    it('begins empty', () => {
      const empty = storage()
      expect(empty.endOffset('ticks', 0)).toBe(0)
      expect(empty.topics()).toEqual([])
      expect([...empty.read('ticks', 0)]).toEqual([])
      expect(empty.firstOffsetAt('ticks', 0, 0)).toBe(0)
    })

    it('reads back whatever was appended, with its place', () => {
      fc.assert(
        fc.property(fc.array(fc.array(arbitraryRecord(), { maxLength: 8 }), { maxLength: 6 }), (appends) => {
          const filled = storage()
          for (const records of appends) append(filled, 'ticks', records)
          const read = [...filled.read('ticks', 0)]
          expect(read.map(bare)).toEqual(appends.flat())
          expect(offsets(read)).toEqual(appends.flat().map((_, index) => index))
          expect(read.every(({ topic, partition }) => topic === 'ticks' && partition === 0)).toBe(true)
        }),
        { numRuns: 40 },
      )
    })

    it('reads any range, across commits', () => {
      const filled = storage()
      for (const size of [3, 1, 5])
        append(
          filled,
          'ticks',
          Array.from({ length: size }, () => record()),
        )
      fc.assert(
        fc.property(fc.integer({ min: -2, max: 11 }), fc.integer({ min: -2, max: 11 }), (from, to) => {
          const expected = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((offset) => offset >= from && offset < to)
          expect(offsets(filled.read('ticks', 0, from, to))).toEqual(expected)
        }),
      )
    })

    it('splits an append that is larger than a block', () => {
      const filled = storage()
      const records = Array.from({ length: 40_000 }, (_, index) =>
        record({ timestamp: index, value: Buffer.alloc(60) }),
      )
      append(filled, 'ticks', records)
      expect(offsets(filled.read('ticks', 0, 39_998))).toEqual([39_998, 39_999])
      expect(filled.firstOffsetAt('ticks', 0, 39_999)).toBeGreaterThan(0)
    })

    it('keeps topics and partitions apart, and lists them in order', () => {
      const filled = storage()
      const appends = [
        { topic: 'b', partition: 0, firstOffset: 0, records: [record({ key: 'b0' })] },
        { topic: 'a', partition: 10, firstOffset: 0, records: [record({ key: 'a10' }), record()] },
        { topic: 'a', partition: 2, firstOffset: 0, records: [record({ key: 'a2' })] },
      ]
      filled.commit(batch({ appends }))
      expect(filled.topics()).toEqual([
        { topic: 'a', partition: 2, endOffset: 1 },
        { topic: 'a', partition: 10, endOffset: 2 },
        { topic: 'b', partition: 0, endOffset: 1 },
      ])
      expect([...filled.read('a', 2)].map(({ key }) => key)).toEqual(['a2'])
    })

    it('ends a read where the partition ended when it began', () => {
      const filled = storage()
      append(filled, 'ticks', [record(), record()])
      const seen: number[] = []
      for (const { offset } of filled.read('ticks', 0)) {
        seen.push(offset)
        append(filled, 'ticks', [record()])
      }
      expect(seen).toEqual([0, 1])
      expect(filled.endOffset('ticks', 0)).toBe(4)
    })

    it('does not mind when values are written over after the commit', () => {
      const filled = storage()
      const value = Buffer.from('first')
      append(filled, 'ticks', [record({ value })])
      value.fill('x')
      expect([...filled.read('ticks', 0)][0]?.value?.toString()).toBe('first')
    })

    it('finds by time an offset before which everything is earlier', () => {
      const times = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 }), {
        maxLength: 8,
      })
      fc.assert(
        fc.property(times, fc.integer({ min: -1, max: 31 }), (commits, timestamp) => {
          const filled = storage()
          for (const part of commits)
            append(
              filled,
              'ticks',
              part.map((each) => record({ timestamp: each })),
            )
          const starts = commits.map((_, index) => commits.slice(0, index).flat().length)
          const holder = commits.findIndex((part) => part.some((each) => each >= timestamp))
          expect(filled.firstOffsetAt('ticks', 0, timestamp)).toBe(starts[holder] ?? commits.flat().length)
        }),
        { numRuns: 40 },
      )
    })
  })
}
