/** Writes record batches, format 2, straight into one buffer: what a produce request carries for one partition. */
import { crc32c } from './crc32c.ts'

/** A record to write. Headers are text. */
export interface OutRecord {
  readonly key: Buffer
  readonly value: Buffer | null
  /** Event time, ms. */
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
}

export interface BatchIdentity {
  readonly producerId: string
  readonly producerEpoch: number
  /** Sequence number of the first record. */
  readonly sequence: number
}

const HEADER_BYTES = 61
const TRANSACTIONAL = 0x10

/** Headers repeat: their bytes are made once. The cache is emptied when trace ids have filled it. */
const headerBytes = new Map<string, Buffer>()
const MAX_CACHED_HEADERS = 4096

/** Upper bound of a record's size in a batch, bytes. */
export function recordBytes({ key, value, headers }: OutRecord): number {
  let size = 32 + key.length + (value?.length ?? 0)
  for (const name in headers) size += 10 + 3 * (name.length + headers[name]!.length)
  return size
}

/** Encodes the records as one transactional batch, uncompressed. There must be at least one. */
export function encodeBatch(
  records: readonly OutRecord[],
  { producerId, producerEpoch, sequence }: BatchIdentity,
): Buffer {
  let size = HEADER_BYTES
  for (const record of records) size += recordBytes(record)
  const writer = new BatchWriter(Buffer.allocUnsafe(size))
  const base = records[0]!.timestamp
  let max = base
  writer.at = HEADER_BYTES
  for (let i = 0; i < records.length; i++) {
    const record = records[i]!
    if (record.timestamp > max) max = record.timestamp
    writer.record(record, i, record.timestamp - base)
  }
  const bytes = writer.bytes.subarray(0, writer.at)
  bytes.writeBigInt64BE(0n, 0)
  bytes.writeInt32BE(bytes.length - 12, 8)
  bytes.writeInt32BE(-1, 12)
  bytes[16] = 2
  bytes.writeInt16BE(TRANSACTIONAL, 21)
  bytes.writeInt32BE(records.length - 1, 23)
  bytes.writeBigInt64BE(BigInt(base), 27)
  bytes.writeBigInt64BE(BigInt(max), 35)
  bytes.writeBigInt64BE(BigInt(producerId), 43)
  bytes.writeInt16BE(producerEpoch, 51)
  bytes.writeInt32BE(sequence, 53)
  bytes.writeInt32BE(records.length, 57)
  bytes.writeUInt32BE(crc32c(bytes, 21, bytes.length), 17)
  return bytes
}

class BatchWriter {
  readonly bytes: Buffer
  at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  record({ key, value, headers }: OutRecord, index: number, timestampDelta: number): void {
    let names = 0
    let headerSize = 0
    for (const name in headers) {
      names++
      const [n, v] = [cached(name), cached(headers[name]!)]
      headerSize += varintBytes(n.length) + n.length + varintBytes(v.length) + v.length
    }
    const length =
      1 +
      varintBytes(timestampDelta) +
      varintBytes(index) +
      varintBytes(key.length) +
      key.length +
      varintBytes(value?.length ?? -1) +
      (value?.length ?? 0) +
      varintBytes(names) +
      headerSize
    this.varint(length)
    this.bytes[this.at++] = 0
    this.varint(timestampDelta)
    this.varint(index)
    this.blob(key)
    if (value === null) this.varint(-1)
    else this.blob(value)
    this.varint(names)
    for (const name in headers) {
      this.blob(cached(name))
      this.blob(cached(headers[name]!))
    }
  }

  private blob(blob: Buffer): void {
    this.varint(blob.length)
    // A short copy in JavaScript is cheaper than the call into native code.
    if (blob.length < 24) for (let i = 0; i < blob.length; i++) this.bytes[this.at + i] = blob[i]!
    else this.bytes.set(blob, this.at)
    this.at += blob.length
  }

  /** Zigzag, seven bits a byte; exact for the whole range of safe integers. */
  private varint(value: number): void {
    let zigzag = value >= 0 ? value * 2 : -value * 2 - 1
    while (zigzag >= 0x80) {
      this.bytes[this.at++] = (zigzag % 0x80) | 0x80
      zigzag = Math.floor(zigzag / 0x80)
    }
    this.bytes[this.at++] = zigzag
  }
}

function varintBytes(value: number): number {
  let zigzag = value >= 0 ? value * 2 : -value * 2 - 1
  let bytes = 1
  while (zigzag >= 0x80) {
    bytes++
    zigzag = Math.floor(zigzag / 0x80)
  }
  return bytes
}

function cached(text: string): Buffer {
  let bytes = headerBytes.get(text)
  if (bytes === undefined) {
    if (headerBytes.size >= MAX_CACHED_HEADERS) headerBytes.clear()
    bytes = Buffer.from(text, 'utf8')
    headerBytes.set(text, bytes)
  }
  return bytes
}
