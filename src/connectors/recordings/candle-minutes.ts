/** Plays the candles of a scanned file minute by minute, from memory or, with flat memory, from the file again. */
import type { CandleScan } from './candle-scan.ts'
import type { CandleTable } from './candle-table.ts'
import { type CandleMinute, minutesOf } from './minutes-of.ts'
import type { Problem } from './problem.ts'
import { streamedMinutes } from './streamed-minutes.ts'

/**
 * The minutes of the recording in order of time, each once, with every bad line in the minute of the good line before
 * it (the first minute where there is none).
 *
 * @throws RecordingError FILE_CHANGED when a file that is read again is no longer what was scanned
 */
export function candleMinutes(scan: CandleScan): AsyncIterable<CandleMinute> {
  return scan.table === null ? streamedMinutes(scan) : heldMinutes(scan, scan.table)
}

async function* heldMinutes(scan: CandleScan, table: CandleTable): AsyncGenerator<CandleMinute> {
  const near = (problem: Problem): number => problem.near ?? scan.firstTime
  const problems = scan.problems.kept.toSorted((a, b) => near(a) - near(b) || a.line - b.line)
  yield* minutesOf(table, problems, scan.firstTime)
}
