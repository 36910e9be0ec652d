/** The bytes of a file from its beginning to its end, piece by piece: memory stays flat however long it is. */
import { closeSync, openSync, readSync } from 'node:fs'

const PIECE_BYTES = 256 * 1024

/** Reads ahead of what is asked for. It holds no file open, so that a reading may be given up at any time. */
export class FileBytes {
  private readonly path: string
  private piece: Buffer = Buffer.alloc(0)
  private at = 0
  private pieceOffset = 0

  constructor(path: string) {
    this.path = path
  }

  /** Offset in the file of the next byte. */
  get offset(): number {
    return this.pieceOffset + this.at
  }

  get isAtEnd(): boolean {
    return this.at === this.piece.length && !this.fill(1)
  }

  /** The next `count` bytes. Throws a RangeError where the file ends before. */
  take(count: number): Buffer {
    if (!(count >= 0)) throw new RangeError(`a length of ${count} bytes at byte ${this.offset}`)
    if (this.piece.length - this.at < count && !this.fill(count))
      throw new RangeError(`the file ends at byte ${this.pieceOffset + this.piece.length}, within what begins there`)
    const bytes = this.piece.subarray(this.at, this.at + count)
    this.at += count
    return bytes
  }

  /** The next zigzag integer, as Avro writes them. */
  long(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.take(1)[0]!
      value += (byte & 0x7f) * scale
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
  }

  /** Reads on until `count` bytes are at hand; false where there are not as many. */
  private fill(count: number): boolean {
    const rest = this.piece.subarray(this.at)
    const next = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, count))
    rest.copy(next)
    const file = openSync(this.path, 'r')
    let filled = rest.length
    try {
      for (let read = -1; filled < next.length && read !== 0; filled += read)
        read = readSync(file, next, filled, next.length - filled, this.offset + filled)
    } finally {
      closeSync(file)
    }
    this.pieceOffset = this.offset
    this.at = 0
    this.piece = next.subarray(0, filled)
    return filled >= count
  }
}
