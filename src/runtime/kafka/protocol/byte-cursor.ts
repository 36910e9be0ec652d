/** Reads and writes the fixed-size fields of Kafka's request payloads. */

export class ByteReader {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  int16(): number {
    this.at += 2
    return this.bytes.readInt16BE(this.at - 2)
  }

  int32(): number {
    this.at += 4
    return this.bytes.readInt32BE(this.at - 4)
  }

  bigint(): bigint {
    this.at += 8
    return this.bytes.readBigInt64BE(this.at - 8)
  }

  /** An int64 that is an offset or a time: always within the safe integers. */
  long(): number {
    return Number(this.bigint())
  }

  string(): string {
    const length = this.int16()
    if (length < 0) return ''
    this.at += length
    return this.bytes.toString('utf8', this.at - length, this.at)
  }

  blob(): Buffer {
    const length = Math.max(0, this.int32())
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** An array as Kafka writes it: its length, −1 for none, then the items. */
  array<T>(read: () => T): readonly T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read)
  }
}

export class ByteWriter {
  private readonly parts: Buffer[] = []

  int8(value: number): this {
    this.parts.push(Buffer.of(value & 0xff))
    return this
  }

  int16(value: number): this {
    const bytes = Buffer.allocUnsafe(2)
    bytes.writeInt16BE(value)
    this.parts.push(bytes)
    return this
  }

  int32(value: number): this {
    const bytes = Buffer.allocUnsafe(4)
    bytes.writeInt32BE(value)
    this.parts.push(bytes)
    return this
  }

  long(value: number): this {
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeBigInt64BE(BigInt(value))
    this.parts.push(bytes)
    return this
  }

  string(value: string): this {
    const bytes = Buffer.from(value, 'utf8')
    this.int16(bytes.length)
    this.parts.push(bytes)
    return this
  }

  blob(value: Buffer): this {
    this.int32(value.length)
    this.parts.push(value)
    return this
  }

  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length)
    for (const item of items) write(item)
    return this
  }

  /** The payload in the shape kafkajs takes. */
  payload(): { readonly buf: Buffer; readonly buffer: Buffer } {
    const buffer = Buffer.concat(this.parts)
    return { buf: buffer, buffer }
  }
}
