/** The partitioner against the vectors of the Java client, so that every tool finds a key in the same partition. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { murmur2, partitionOf } from '../../src/runtime/partitioner.ts'

/** org.apache.kafka.common.utils.UtilsTest, testMurmur2. */
const VECTORS = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
] as const

describe('murmur2', () => {
  it.each(VECTORS)('of "%s" is %d', (key, hash) => {
    expect(murmur2(Buffer.from(key, 'utf8'))).toBe(hash)
  })
})

describe('partitionOf', () => {
  it.each(VECTORS)('of "%s" is its hash without the sign bit, modulo the partitions', (key, hash) => {
    expect(partitionOf(key, 8)).toBe((hash & 0x7fffffff) % 8)
    expect(partitionOf(key, 7)).toBe((hash & 0x7fffffff) % 7)
  })

  it('is a partition that exists, always the same one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
        const partition = partitionOf(key, partitions)
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true)
        expect(partitionOf(key, partitions)).toBe(partition)
      }),
    )
  })

  it('is 0 where there is only one', () => {
    expect(partitionOf('anything', 1)).toBe(0)
  })
})
