/** Reads a candle file that is too big to hold once more, a chunk at a time, and gives its minutes. */
import { CandleLines } from './candle-lines.ts'
import type { CandleParser } from './candle-parser.ts'
import type { CandleScan } from './candle-scan.ts'
import { CandleTable } from './candle-table.ts'
import { readChunks } from './chunks.ts'
import { RecordingError } from './errors.ts'
import { type CandleMinute, minutesOf } from './minutes-of.ts'
import type { Fault, Problem } from './problem.ts'
import { duplicateFault, SeenCandles } from './seen-candles.ts'

/** The minutes of a sorted file, with the memory of one chunk and one minute. Throws as `candleMinutes` says. */
export async function* streamedMinutes(scan: CandleScan): AsyncGenerator<CandleMinute> {
  const stream = new MinuteStream(scan)
  for await (const chunk of readChunks(scan.file)) {
    stream.lines.push(chunk)
    yield* stream.complete()
  }
  stream.lines.end()
  yield* stream.rest()
}

class MinuteStream {
  readonly lines: CandleLines
  readonly #scan: CandleScan
  readonly #seen = new SeenCandles()
  #table = new CandleTable()
  #problems: Problem[] = []
  #lastTime = Number.NEGATIVE_INFINITY
  #rows = 0

  constructor(scan: CandleScan) {
    this.#scan = scan
    const markets = new Map(scan.markets.map(({ market }, index) => [market, index]))
    this.lines = new CandleLines(scan.file, markets, this.#accept, (problem) => this.#problems.push(problem))
  }

  /** The minutes read so far but for the last one, of which more may follow. */
  complete(): Iterable<CandleMinute> {
    const { length } = this.#table
    let cut = length
    while (cut > 0 && this.#table.time[cut - 1] === this.#lastTime) cut -= 1
    const table = this.#table
    this.#table = new CandleTable()
    for (let at = cut; at < length; at += 1) this.#table.push(table.row(at))
    table.length = cut
    const problems = this.#problems
    this.#problems = problems.filter((problem) => this.#near(problem) >= this.#lastTime)
    return minutesOf(table, problems.slice(0, problems.length - this.#problems.length), this.#scan.firstTime)
  }

  rest(): Iterable<CandleMinute> {
    if (this.#rows !== this.#scan.rows) throw this.#changed()
    return minutesOf(this.#table, this.#problems, this.#scan.firstTime)
  }

  readonly #accept = (candle: CandleParser): Fault | null => {
    if (candle.time < this.#lastTime || candle.market >= this.#scan.markets.length) throw this.#changed()
    if (this.#seen.hasOrAdd(candle.time, candle.market, this.#table)) return duplicateFault(candle)
    this.#lastTime = candle.time
    this.#rows += 1
    this.#table.push(candle)
    return null
  }

  #near(problem: Problem): number {
    return problem.near ?? this.#scan.firstTime
  }

  #changed(): RecordingError {
    return new RecordingError('FILE_CHANGED', `${this.#scan.file} changed while it was played: start again`)
  }
}
