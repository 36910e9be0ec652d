/** A byte buffer that grows as it is written and is used again, so that encoding a block allocates nothing. */

/** Bytes a varint may take: 53 bits in groups of seven. */
const MAX_VARINT_BYTES = 8

export class ByteWriter {
  private buffer: Buffer
  private end = 0

  constructor(initialBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes)
  }

  /** Bytes written so far. */
  get length(): number {
    return this.end
  }

  /** Forgets what was written and begins with `reserved` bytes that `header` will fill in. */
  restart(reserved: number): void {
    this.end = reserved
    this.ensure(0)
  }

  /** A non-negative safe integer in groups of seven bits, lowest first, the high bit set on all but the last. */
  varint(value: number): void {
    this.ensure(MAX_VARINT_BYTES)
    let rest = value
    // Bit operations take 32 bits; timestamps of the first record of a block may need more.
    while (rest > 0x7fffffff) {
      this.buffer[this.end++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.buffer[this.end++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.buffer[this.end++] = rest
  }

  bytes(value: Uint8Array): void {
    this.ensure(value.length)
    this.buffer.set(value, this.end)
    this.end += value.length
  }

  /** UTF-8 text after its length in bytes. */
  text(value: string): void {
    const length = Buffer.byteLength(value)
    this.varint(length)
    this.ensure(length)
    this.buffer.write(value, this.end)
    this.end += length
  }

  /** The bytes written so far, as a view that the next `restart` makes invalid. */
  view(): Buffer {
    return this.buffer.subarray(0, this.end)
  }

  private ensure(additional: number): void {
    if (this.end + additional <= this.buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.end + additional))
    this.buffer.copy(larger, 0, 0, this.end)
    this.buffer = larger
  }
}
