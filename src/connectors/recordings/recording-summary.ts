/** What a reader of a run's report should know of the recording it was made from. */
import type { CandleScan } from './candle-scan.ts'
import { endOf } from './candle-ticks.ts'
import type { Gap, Segment } from './coverage.ts'
import type { Instruments } from './load-instruments.ts'
import type { ProblemCode } from './problem.ts'
import type { RecordedSignals } from './read-signals.ts'

/** Plain data, ready for JSON. Times are Unix ms. */
export interface RecordingSummary {
  readonly file: string
  readonly candles: number
  readonly from: number
  /** End of the last candle. */
  readonly to: number
  readonly segments: readonly Segment[]
  readonly gaps: readonly Gap[]
  readonly gapCount: number
  /** Markets with gaps of their own, beyond those of the whole recording, and how many. */
  readonly marketGaps: readonly { readonly market: string; readonly gapCount: number }[]
  /** Symbols that orders go to. */
  readonly traded: readonly string[]
  /** Markets that are only compared with. */
  readonly reference: readonly string[]
  /** Markets that stand still, with the reason. */
  readonly dead: readonly { readonly market: string; readonly reason: string }[]
  /** Candle files carry no funding rates. */
  readonly funding: 'none'
  readonly instruments: {
    readonly file: string | null
    readonly source: string | null
    readonly derived: readonly string[]
  }
  /** True: the candles were not in order of time and were sorted in memory. */
  readonly sortedInMemory: boolean
  readonly unknownColumns: readonly string[]
  /** Bad lines of both files. */
  readonly problems: {
    readonly total: number
    readonly byCode: Readonly<Partial<Record<ProblemCode, number>>>
  }
  /** The signals file; null without one. */
  readonly signals: { readonly form: string; readonly count: number; readonly leftOut: number } | null
}

export function summarize(
  scan: CandleScan,
  instruments: Instruments,
  signals: RecordedSignals | null,
): RecordingSummary {
  const markets = [...instruments.markets.values()]
  const byCode = new Map(scan.problems.byCode)
  for (const { code } of signals?.problems ?? []) byCode.set(code, (byCode.get(code) ?? 0) + 1)
  return {
    file: scan.file,
    candles: scan.rows,
    from: scan.firstTime,
    to: endOf(scan),
    segments: scan.segments,
    gaps: scan.gaps,
    gapCount: scan.gapCount,
    marketGaps: scan.markets
      .filter(({ gapCount }) => gapCount > scan.gapCount)
      .map(({ market, gapCount }) => ({ market, gapCount: gapCount - scan.gapCount })),
    traded: markets.filter(({ role }) => role === 'TRADED').map(({ symbol }) => symbol),
    reference: markets.filter(({ role }) => role === 'REFERENCE').map(({ market }) => market),
    dead: scan.markets.flatMap(({ market, dead }) => (dead === null ? [] : [{ market, reason: dead }])),
    funding: 'none',
    instruments: { file: instruments.file, source: instruments.source, derived: instruments.derived },
    sortedInMemory: !scan.sorted,
    unknownColumns: scan.header.unknown,
    problems: {
      total: scan.problems.total + (signals?.problems.length ?? 0),
      byCode: Object.fromEntries(byCode),
    },
    signals: signals && { form: signals.form ?? 'EMPTY', count: signals.records.length, leftOut: signals.leftOut },
  }
}
