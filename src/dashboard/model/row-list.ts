/** The newest decisions in the order of their times: the same decisions stand the same way, however they were read. */
import type { SignalRow } from '../protocol/signals.ts'

type Row = Omit<SignalRow, 'cursor'>

export class RowList {
  private readonly most: number
  /** By time, then id; of equal ones in the order they came. */
  private rows: Row[] = []

  constructor(most: number) {
    this.most = most
  }

  get size(): number {
    return Math.min(this.rows.length, this.most)
  }

  add(row: Row): void {
    // Decisions come in order but for a few: those are put in their place.
    let at = this.rows.length
    while (at > 0 && compare(this.rows[at - 1]!, row) > 0) at--
    if (at === this.rows.length) this.rows.push(row)
    else this.rows.splice(at, 0, row)
    // Cut off in large pieces, so that it costs nothing on average.
    if (this.rows.length >= 2 * this.most) this.rows = this.rows.slice(-this.most)
  }

  /** @param before only those behind the row of this cursor, whether it is still there or not */
  *newestFirst(before?: string): Iterable<SignalRow> {
    const { rows } = this
    const place = before === undefined ? null : placeOf(before)
    const oldest = rows.length - this.size
    for (let i = place === null ? rows.length - 1 : this.lastBefore(place); i >= oldest; i--) {
      const row = rows[i]!
      yield { ...row, cursor: cursorOf(row, this.sameBefore(i)) }
    }
  }

  /** Index of the last row behind a place. */
  private lastBefore({ timeMs, signalId, nth }: RowPlace): number {
    let [low, high] = [0, this.rows.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(this.rows[middle]!, { timeMs, signalId }) < 0) low = middle + 1
      else high = middle
    }
    let at = low
    while (at < low + nth && at < this.rows.length && compare(this.rows[at]!, { timeMs, signalId }) === 0) at++
    return at - 1
  }

  /** How many rows of the same time and id stand before one. */
  private sameBefore(at: number): number {
    let same = 0
    while (same < at && compare(this.rows[at - same - 1]!, this.rows[at]!) === 0) same++
    return same
  }
}

interface RowPlace {
  readonly timeMs: number
  readonly signalId: string
  /** Of the rows of that time and id, counted from 0. */
  readonly nth: number
}

type Placed = Pick<Row, 'timeMs' | 'signalId'>

function compare(a: Placed, b: Placed): number {
  return a.timeMs - b.timeMs || (a.signalId < b.signalId ? -1 : a.signalId > b.signalId ? 1 : 0)
}

function cursorOf({ timeMs, signalId }: Placed, nth: number): string {
  return `${timeMs}.${nth}.${signalId}`
}

/** Null where the text is no cursor. */
export function placeOf(cursor: string): RowPlace | null {
  const { time, nth, id } = /^(?<time>-?\d{1,16})\.(?<nth>\d{1,9})\.(?<id>.*)$/s.exec(cursor)?.groups ?? {}
  return time === undefined ? null : { timeMs: Number(time), signalId: id ?? '', nth: Number(nth) }
}
