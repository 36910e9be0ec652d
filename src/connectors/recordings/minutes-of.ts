/** Cuts a table of candles into minutes. */
import type { CandleTable } from './candle-table.ts'
import type { Problem } from './problem.ts'

/** The candles of one minute: rows `start` to `end` (exclusive) of `table`. */
export interface CandleMinute {
  /** Opening of the candles, Unix ms. */
  readonly time: number
  readonly table: CandleTable
  readonly start: number
  readonly end: number
  /** Bad lines beside these candles in the file. */
  readonly problems: readonly Problem[]
}

/**
 * Cuts a table in order of time into minutes.
 *
 * @param problems in the order of the minutes they are near to
 * @param firstTime the minute of problems that are near to none
 */
export function* minutesOf(
  table: CandleTable,
  problems: readonly Problem[],
  firstTime: number,
): Generator<CandleMinute> {
  let taken = 0
  let start = 0
  while (start < table.length) {
    const time = table.time[start] ?? Number.NaN
    let end = start + 1
    while (end < table.length && table.time[end] === time) end += 1
    let next = taken
    while (next < problems.length && (problems[next]?.near ?? firstTime) <= time) next += 1
    yield { time, table, start, end, problems: problems.slice(taken, next) }
    start = end
    taken = next
  }
}
