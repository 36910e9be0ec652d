/** Record batches: what is encoded is decoded, the checksum is CRC-32C, and only committed records are seen. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { batchesOf, recordsOf } from '../../../src/runtime/kafka/protocol/batch-decoder.ts'
import { encodeBatch, type OutRecord } from '../../../src/runtime/kafka/protocol/batch-encoder.ts'
import { crc32c } from '../../../src/runtime/kafka/protocol/crc32c.ts'
import { committedRecords } from '../../../src/runtime/kafka/reading/committed-records.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const record: fc.Arbitrary<OutRecord> = fc.record({
  key: bytes,
  value: fc.option(bytes),
  timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  headers: fc
    .dictionary(fc.string(), fc.string(), { maxKeys: 4 })
    .map((headers) => ({ ...headers, 'trace-id': 'a signal', round: '3' })),
})
const identity = { producerId: '9007199254740993', producerEpoch: 3, sequence: 7 }

it('decodes what it encoded', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
      const encoded = encodeBatch(records, identity)
      const [batch, ...others] = batchesOf(encoded)
      expect(others).toEqual([])
      expect(batch).toMatchObject({
        producerId: 9007199254740993n,
        transactional: true,
        control: false,
        count: records.length,
      })
      expect([...recordsOf(batch!)]).toEqual(
        records.map(({ key, value, timestamp }, offset) => ({
          key,
          value,
          timestamp,
          offset,
          traceId: 'a signal',
          round: 3,
        })),
      )
      expect(encoded.readUInt32BE(17)).toBe(crc32c(encoded, 21, encoded.length))
    }),
  )
})

it('computes CRC-32C', () => {
  const check = Buffer.from('123456789')
  expect(crc32c(check, 0, check.length).toString(16)).toBe('e3069283')
  const zeroes = Buffer.alloc(32)
  expect(crc32c(zeroes, 0, 32).toString(16)).toBe('8a9136aa')
})

it('leaves a batch that was cut off for the next fetch', () => {
  const encoded = encodeBatch([{ key: Buffer.from('k'), value: null, timestamp: 1, headers: {} }], identity)
  expect([...batchesOf(encoded.subarray(0, encoded.length - 1))]).toEqual([])
  expect([...batchesOf(Buffer.concat([encoded, encoded.subarray(0, 30)]))]).toHaveLength(1)
})

/** A log with interleaved transactions, as a broker would store it. */
interface Step {
  readonly producer: number
  readonly end: 'abort' | 'commit' | null
}

const steps = fc.array(fc.record({ producer: fc.nat(3), end: fc.constantFrom(null, null, null, 'abort', 'commit') }), {
  maxLength: 60,
})

it('shows the records of committed transactions only, wherever reading starts', () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (log, start) => {
      const { set, aborted, good, lastStable } = store(log)
      const from = Math.min(start, lastStable)
      const batches = Buffer.concat(set.filter((_, offset) => offset >= from && offset < lastStable))
      const { records, nextOffset } = committedRecords(
        { aborted: aborted.filter(({ last }) => last >= from), records: batches },
        from,
      )
      expect(records.map(({ offset }) => offset)).toEqual(
        good.filter((offset) => offset >= from && offset < lastStable),
      )
      expect(nextOffset).toBe(lastStable)
    }),
  )
})

function store(log: readonly Step[]) {
  const set: Buffer[] = []
  const aborted: { producerId: bigint; firstOffset: number; last: number }[] = []
  const good: number[] = []
  const open = new Map<number, number[]>()
  for (const { producer, end } of log) {
    const offset = set.length
    const mine = open.get(producer) ?? []
    if (end !== null && mine.length === 0) continue
    const key = end === null ? Buffer.alloc(4) : Buffer.from([0, 0, 0, end === 'abort' ? 0 : 1])
    const batch = encodeBatch([{ key, value: Buffer.alloc(6), timestamp: 1, headers: {} }], {
      ...identity,
      producerId: String(producer),
    })
    batch.writeBigInt64BE(BigInt(offset), 0)
    if (end !== null) batch.writeInt16BE(batch.readInt16BE(21) | 0x20, 21)
    set.push(batch)
    if (end === null) open.set(producer, [...mine, offset])
    else {
      open.delete(producer)
      if (end === 'abort') aborted.push({ producerId: BigInt(producer), firstOffset: mine[0]!, last: offset })
      else good.push(...mine)
    }
  }
  const lastStable = Math.min(set.length, ...[...open.values()].map(([first]) => first!))
  return { set, aborted, good: good.sort((a, b) => a - b), lastStable }
}
