/** Reads back what a `ByteWriter` wrote, and never past the end of it. */

export class ByteReader {
  private readonly buffer: Buffer
  private position: number
  private readonly end: number

  /** Reads `buffer` from `start` up to `end`. */
  constructor(buffer: Buffer, start: number, end: number) {
    this.buffer = buffer
    this.position = start
    this.end = end
  }

  /** Whether everything has been read. */
  get done(): boolean {
    return this.position === this.end
  }

  /** @throws RangeError past the end, or where the number is not a safe integer. */
  varint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.position < this.end ? this.buffer[this.position++] : undefined
      if (byte === undefined) throw new RangeError('ends in the middle of a number')
      value += (byte & 127) * factor
      if (byte < 128) break
      factor *= 128
    }
    if (!Number.isSafeInteger(value)) throw new RangeError('holds a number out of range')
    return value
  }

  /** A view of the next `length` bytes. @throws RangeError past the end. */
  bytes(length: number): Buffer {
    const start = this.position
    this.skip(length)
    return this.buffer.subarray(start, this.position)
  }

  /** UTF-8 text after its length in bytes. @throws RangeError past the end. */
  text(): string {
    const length = this.varint()
    const start = this.position
    this.skip(length)
    return this.buffer.toString('utf8', start, this.position)
  }

  private skip(length: number): void {
    if (length > this.end - this.position) throw new RangeError('ends in the middle of a record')
    this.position += length
  }
}
