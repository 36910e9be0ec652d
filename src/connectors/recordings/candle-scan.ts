/** What is known of a candle file after its first reading. */
import type { CandleHeader } from './candle-header.ts'
import type { CandleTable } from './candle-table.ts'
import type { Gap, Segment } from './coverage.ts'
import type { MarketScan } from './market-stats.ts'
import type { Problem, ProblemCounts } from './problem.ts'

export interface ScanOptions {
  /** Missing minutes from which on a hole is called a gap. Default 5: the recording's smallest candle timeframe. */
  readonly minGapMinutes?: number
  /** Called with every problem, in the order of the file. */
  readonly onProblem?: (problem: Problem) => void
  /** Files with more good candles than this are not held but streamed again, so they must be sorted. */
  readonly maxHeldRows?: number
  /** Likewise for bad lines. */
  readonly maxHeldProblems?: number
  /** Sorted files with more good candles than this are streamed again rather than kept in memory. Default 200,000. */
  readonly maxKeptRows?: number
}

/** What a candle file holds. Times are Unix ms. */
export interface CandleScan {
  /** Path as it was given. */
  readonly file: string
  readonly header: CandleHeader
  /** Good candles. */
  readonly rows: number
  /** By market index. */
  readonly markets: readonly MarketScan[]
  readonly firstTime: number
  /** Opening of the last candle. */
  readonly lastTime: number
  readonly minGapMinutes: number
  /** Gaps in which no market has a candle, and the stretches between them. */
  readonly gaps: readonly Gap[]
  readonly gapCount: number
  readonly segments: readonly Segment[]
  /** False: the candles were not in order of time and were sorted in memory. */
  readonly sorted: boolean
  readonly problems: ProblemCounts & { readonly kept: readonly Problem[] }
  /** The candles in order of time; null when there are too many: then the file is read again to play it. */
  readonly table: CandleTable | null
}
