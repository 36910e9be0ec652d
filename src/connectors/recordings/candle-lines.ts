/** Feeds a candle file line by line to whoever wants its candles, and makes problems of the bad lines. */
import { type CandleHeader, candleHeader } from './candle-header.ts'
import { CandleParser } from './candle-parser.ts'
import { RecordingError } from './errors.ts'
import { LineSplitter } from './line-splitter.ts'
import { type Fault, MAX_TEXT, type Problem } from './problem.ts'

/** Takes the parser at a good candle (valid during the call), or says why it is none after all. */
export type AcceptCandle = (candle: CandleParser, line: number) => Fault | null

/** One reading of a candle file: `push` its chunks, then `end`. Blank lines are passed over. */
export class CandleLines {
  readonly #file: string
  readonly #markets: Map<string, number>
  readonly #accept: AcceptCandle
  readonly #onProblem: (problem: Problem) => void
  readonly #splitter: LineSplitter
  #parser: CandleParser | null = null
  #header: CandleHeader | null = null
  #near: number | null = null

  constructor(file: string, markets: Map<string, number>, accept: AcceptCandle, onProblem: (problem: Problem) => void) {
    this.#file = file
    this.#markets = markets
    this.#accept = accept
    this.#onProblem = onProblem
    this.#splitter = new LineSplitter(file)
  }

  push(chunk: Buffer): void {
    this.#splitter.push(chunk, this.#onLine)
  }

  /** Reads a last line without a line end. Gives the header; throws EMPTY when the file had not even that. */
  end(): CandleHeader {
    this.#splitter.end(this.#onLine)
    if (this.#header === null) throw new RecordingError('EMPTY', `${this.#file} is empty: not even a header`)
    return this.#header
  }

  readonly #onLine = (bytes: Buffer, start: number, end: number, line: number): void => {
    if (this.#parser === null) {
      this.#header = candleHeader(bytes.toString('utf8', start, end), this.#file)
      this.#parser = new CandleParser(this.#header, this.#markets)
      return
    }
    if (start === end) return
    const fault = this.#parser.read(bytes, start, end) ?? this.#accept(this.#parser, line)
    if (fault === null) {
      this.#near = this.#parser.time
    } else {
      const text = bytes.toString('utf8', start, Math.min(end, start + MAX_TEXT))
      this.#onProblem({ ...fault, file: this.#file, line, text, near: this.#near })
    }
  }
}
