/** Which minutes a series of candles covers: its ends, and the gaps worth telling. */
import { MINUTE_MS } from './candle-parser.ts'

/** A stretch without candles. Times are Unix ms. */
export interface Gap {
  /** First missing minute. */
  readonly from: number
  /** The candle after it. */
  readonly to: number
  readonly missingMinutes: number
}

/** A stretch without a gap. Times are Unix ms, `to` exclusive: the end of its last minute. */
export interface Segment {
  readonly from: number
  readonly to: number
  readonly durationMs: number
}

/** A file with more gaps than this keeps counting them but no longer lists them. */
const LISTED_GAPS = 1000

/** Follows candles in order of time. */
export class Coverage {
  readonly gaps: Gap[] = []
  /** Every gap, also those beyond the list. */
  gapCount = 0
  first = Number.NaN
  last = Number.NaN
  readonly #minGapMinutes: number

  /** @param minGapMinutes missing minutes from which on a hole is called a gap */
  constructor(minGapMinutes: number) {
    this.#minGapMinutes = minGapMinutes
  }

  /** Takes the opening of the next candle, Unix ms, not before the last one. */
  add(time: number): void {
    const missingMinutes = (time - this.last) / MINUTE_MS - 1
    if (missingMinutes >= this.#minGapMinutes) {
      this.gapCount += 1
      if (this.gaps.length < LISTED_GAPS) this.gaps.push({ from: this.last + MINUTE_MS, to: time, missingMinutes })
    }
    if (Number.isNaN(this.first)) this.first = time
    this.last = time
  }

  /** The stretches between the listed gaps. */
  segments(): Segment[] {
    if (Number.isNaN(this.first)) return []
    const starts = [this.first, ...this.gaps.map((gap) => gap.to)]
    const ends = [...this.gaps.map((gap) => gap.from), this.last + MINUTE_MS]
    return starts.map((from, index) => {
      const to = ends[index] ?? from
      return { from, to, durationMs: to - from }
    })
  }
}
