/** Reads record batches, format 2, as a broker stores them: with control records, transactions and the offsets compaction left out. */
import { gunzipSync } from 'node:zlib'
import { StreamError } from '../../errors.ts'
import { ROUND_HEADER, roundOf } from '../../rounds.ts'

/** One batch, its records still in bytes. */
export interface RawBatch {
  readonly baseOffset: number
  /** The last offset the batch stands for, even where compaction removed the record. */
  readonly lastOffset: number
  readonly producerId: bigint
  readonly transactional: boolean
  /** True for transaction markers. */
  readonly control: boolean
  readonly count: number
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly logAppendTime: boolean
  readonly records: Buffer
}

/** A record within its batch. */
export interface RawRecord {
  readonly offset: number
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly traceId: string | null
  /** How many steps of its instant lie before it. */
  readonly round: number
  /** All headers as text, where they were asked for; tasks need none but the two above. */
  readonly headers?: Readonly<Record<string, string>>
}

const OVERHEAD = 12
const HEADER = 61
const TRACE = Buffer.from('trace-id')
const ROUND = Buffer.from(ROUND_HEADER)

/** The whole batches of a record set; what is cut off at its end comes again with the next fetch. */
export function* batchesOf(set: Buffer): Iterable<RawBatch> {
  let at = 0
  while (at + HEADER <= set.length) {
    const length = set.readInt32BE(at + 8)
    const end = at + OVERHEAD + length
    if (end > set.length) return
    if (set[at + 16] !== 2)
      throw new StreamError('OLD_FORMAT', 'halt', 'the topic holds records in a format older than Kafka 0.11')
    const attributes = set.readInt16BE(at + 21)
    const baseOffset = Number(set.readBigInt64BE(at))
    yield {
      baseOffset,
      lastOffset: baseOffset + set.readInt32BE(at + 23),
      producerId: set.readBigInt64BE(at + 43),
      transactional: (attributes & 0x10) !== 0,
      control: (attributes & 0x20) !== 0,
      count: set.readInt32BE(at + 57),
      baseTimestamp: Number(set.readBigInt64BE(at + 27)),
      maxTimestamp: Number(set.readBigInt64BE(at + 35)),
      logAppendTime: (attributes & 0x08) !== 0,
      records: unpacked(set.subarray(at + HEADER, end), attributes & 0x07),
    }
    at = end
  }
}

function unpacked(records: Buffer, codec: number): Buffer {
  if (codec === 0) return records
  if (codec === 1) return gunzipSync(records)
  const name = ['none', 'gzip', 'snappy', 'lz4', 'zstd'][codec] ?? String(codec)
  throw new StreamError(
    'COMPRESSION',
    'halt',
    `records are compressed with ${name}; this program reads gzip and uncompressed topics`,
  )
}

/** The records of a batch, in the order of their offsets. */
export function* recordsOf(
  { records, count, baseOffset, baseTimestamp, maxTimestamp, logAppendTime }: RawBatch,
  withHeaders = false,
): Iterable<RawRecord> {
  const reader = new VarintReader(records)
  for (let i = 0; i < count; i++) {
    const length = reader.varint()
    const end = reader.at + length
    reader.at++
    const delta = reader.varint()
    const timestamp = logAppendTime ? maxTimestamp : baseTimestamp + delta
    const offset = baseOffset + reader.varint()
    const key = reader.blob()
    const value = reader.blob()
    const headers = withHeaders ? allHeaders(reader) : undefined
    const { traceId, round } = headers === undefined ? headersOf(reader) : known(headers)
    reader.at = end
    const record = { offset, timestamp, key, value, traceId, round }
    yield headers === undefined ? record : { ...record, headers }
  }
}

/** Key of a control record: version and type; 0 aborts, 1 commits. */
export function isAbortMarker(key: Buffer | null): boolean {
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0
}

function headersOf(reader: VarintReader): Pick<RawRecord, 'traceId' | 'round'> {
  let left = reader.varint()
  if (left === 0) return NO_HEADERS
  let traceId: string | null = null
  let round = 0
  for (; left > 0; left--) {
    const name = reader.blob()
    const value = reader.blob()
    if (name === null || value === null) continue
    if (name.equals(TRACE)) traceId = value.toString('utf8')
    else if (name.equals(ROUND)) round = roundOf(value.toString('utf8'))
  }
  return { traceId, round }
}

function allHeaders(reader: VarintReader): Readonly<Record<string, string>> {
  const found: [string, string][] = []
  for (let left = reader.varint(); left > 0; left--) {
    const name = reader.blob()
    const value = reader.blob()
    if (name !== null && value !== null) found.push([name.toString('utf8'), value.toString('utf8')])
  }
  return Object.fromEntries(found)
}

function known(headers: Readonly<Record<string, string>>): Pick<RawRecord, 'traceId' | 'round'> {
  return { traceId: headers['trace-id'] ?? null, round: roundOf(headers[ROUND_HEADER]) }
}

const NO_HEADERS = { traceId: null, round: 0 }

class VarintReader {
  at = 0
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  varint(): number {
    let byte = this.bytes[this.at++]!
    let zigzag = byte & 0x7f
    let scale = 0x80
    while (byte >= 0x80) {
      byte = this.bytes[this.at++]!
      zigzag += (byte & 0x7f) * scale
      scale *= 0x80
    }
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  }

  blob(): Buffer | null {
    const length = this.varint()
    if (length < 0) return null
    const blob = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return blob
  }
}
