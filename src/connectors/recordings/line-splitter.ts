/** Cuts a stream of byte chunks into lines without making strings of them. */
import { RecordingError } from './errors.ts'

/** A line without its line end: `bytes` from `start` to `end` (exclusive), numbered from 1. Valid during the call. */
export type OnLine = (bytes: Buffer, start: number, end: number, line: number) => void

/** No line of any form read here is near it: a file with a longer one is something else. */
const MAX_LINE_BYTES = 1024 * 1024
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** Feed it every chunk with `push`, then call `end` for a last line without a line end. */
export class LineSplitter {
  readonly #file: string
  #rest: Buffer = Buffer.alloc(0)
  #line = 0

  constructor(file: string) {
    this.#file = file
  }

  /** Calls `onLine` for each line that ends in this chunk. Throws FILE_UNREADABLE on a line longer than 1 MiB. */
  push(chunk: Buffer, onLine: OnLine): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let start = 0
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      this.#emit(bytes, start, end, onLine)
      start = end + 1
    }
    this.#rest = bytes.subarray(start)
    if (this.#rest.length > MAX_LINE_BYTES) {
      throw new RecordingError('FILE_UNREADABLE', `${this.#file}: line ${this.#line + 1} is longer than 1 MiB`)
    }
  }

  end(onLine: OnLine): void {
    if (this.#rest.length > 0) this.#emit(this.#rest, 0, this.#rest.length, onLine)
    this.#rest = Buffer.alloc(0)
  }

  #emit(bytes: Buffer, start: number, end: number, onLine: OnLine): void {
    this.#line += 1
    const last = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end
    const first = this.#line === 1 && bytes.subarray(start, start + 3).equals(BYTE_ORDER_MARK) ? start + 3 : start
    onLine(bytes, first, last, this.#line)
  }
}
