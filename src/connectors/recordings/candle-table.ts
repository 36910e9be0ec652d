/** Candles in columns: typed arrays that grow, one row a candle. */

/** A one-minute candle by its numbers. `time` is its opening, Unix ms; `market` an index; prices in quote units. */
export interface CandleRow {
  readonly time: number
  readonly market: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Base units traded in the minute. */
  readonly volume: number
}

const FIRST_CAPACITY = 4096

/** A table of candles. Rows at and beyond `length` of the columns are meaningless. */
export class CandleTable {
  length = 0
  time: Float64Array
  market: Uint32Array
  open: Float64Array
  high: Float64Array
  low: Float64Array
  close: Float64Array
  volume: Float64Array

  constructor(capacity = FIRST_CAPACITY) {
    this.time = new Float64Array(capacity)
    this.market = new Uint32Array(capacity)
    this.open = new Float64Array(capacity)
    this.high = new Float64Array(capacity)
    this.low = new Float64Array(capacity)
    this.close = new Float64Array(capacity)
    this.volume = new Float64Array(capacity)
  }

  push(row: CandleRow): void {
    if (this.length === this.time.length) this.#grow()
    const at = this.length
    this.time[at] = row.time
    this.market[at] = row.market
    this.open[at] = row.open
    this.high[at] = row.high
    this.low[at] = row.low
    this.close[at] = row.close
    this.volume[at] = row.volume
    this.length += 1
  }

  /** The row as an object; for the few places where speed does not matter. */
  row(at: number): CandleRow {
    return {
      time: this.time[at] ?? Number.NaN,
      market: this.market[at] ?? 0,
      open: this.open[at] ?? Number.NaN,
      high: this.high[at] ?? Number.NaN,
      low: this.low[at] ?? Number.NaN,
      close: this.close[at] ?? Number.NaN,
      volume: this.volume[at] ?? Number.NaN,
    }
  }

  /** A copy by time; candles of one minute keep their order. */
  sortedByTime(): CandleTable {
    const { time } = this
    const order = Uint32Array.from({ length: this.length }, (_, index) => index)
    order.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b)
    const sorted = new CandleTable(Math.max(1, this.length))
    for (const at of order) sorted.push(this.row(at))
    return sorted
  }

  #grow(): void {
    const capacity = this.time.length * 2
    this.time = grown(this.time, new Float64Array(capacity))
    this.market = grown(this.market, new Uint32Array(capacity))
    this.open = grown(this.open, new Float64Array(capacity))
    this.high = grown(this.high, new Float64Array(capacity))
    this.low = grown(this.low, new Float64Array(capacity))
    this.close = grown(this.close, new Float64Array(capacity))
    this.volume = grown(this.volume, new Float64Array(capacity))
  }
}

function grown<Column extends Float64Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
