/** The report's first section: what the recording holds, and what it does not. */
import type { RecordingSummary } from '../connectors/recordings/index.ts'
import type { RunFacts } from './input.ts'
import type { Counts } from './tally.ts'

/** A stretch of time, Unix ms, the end exclusive. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Facts about the input: what is the same for the whole recording, and what was played of it. Times are Unix ms. */
export interface DataSection
  extends Pick<
    RecordingSummary,
    | 'file'
    | 'candles'
    | 'marketGaps'
    | 'traded'
    | 'reference'
    | 'dead'
    | 'funding'
    | 'instruments'
    | 'sortedInMemory'
    | 'unknownColumns'
  > {
  /** What was played of it. */
  readonly played: Stretch
  /** Candle time within `played`, ms: without the gaps. */
  readonly recordedMs: number
  /** Stretches without a gap within `played`. */
  readonly segments: readonly Stretch[]
  /** Gaps of the whole recording within `played`. */
  readonly gaps: readonly Stretch[]
  /** Bad lines of the files, by code. */
  readonly badLines: { readonly total: number; readonly byCode: Counts }
  /** The signals file; null where the built-in model made the signals. */
  readonly signals: { readonly form: string; readonly count: number; readonly leftOut: number } | null
  /** Records that no task could read or process, by code. */
  readonly deadLetters: { readonly total: number; readonly byCode: Counts }
  /** Records the report itself could not read, by topic. */
  readonly unreadable: Counts
}

/** What the topics say about the input. */
export interface DataFindings {
  readonly deadLetters: Counts
  readonly unreadable: Counts
  /** Stream time at the end, Unix ms; null before the first commit. */
  readonly timeMs: number | null
}

/** Describes the input, cut to what was played of it. */
export function dataSection(summary: RecordingSummary, run: RunFacts | null, findings: DataFindings): DataSection {
  const played = playedStretch(summary, run, findings.timeMs)
  const segments = summary.segments.flatMap((segment) => within(segment, played))
  return {
    file: summary.file,
    candles: summary.candles,
    played,
    recordedMs: totalMs(segments),
    segments,
    gaps: summary.gaps.flatMap((gap) => within(gap, played)),
    marketGaps: summary.marketGaps.map(({ market, gapCount }) => ({ market, gapCount })),
    traded: run?.symbols ?? summary.traded,
    reference: summary.reference,
    dead: summary.dead.map(({ market, reason }) => ({ market, reason })),
    funding: summary.funding,
    instruments: { ...summary.instruments },
    sortedInMemory: summary.sortedInMemory,
    unknownColumns: summary.unknownColumns,
    badLines: { total: summary.problems.total, byCode: { ...summary.problems.byCode } },
    signals: summary.signals && { ...summary.signals },
    deadLetters: { total: sum(findings.deadLetters), byCode: findings.deadLetters },
    unreadable: findings.unreadable,
  }
}

/** The length of some stretches together, ms. */
export function totalMs(stretches: readonly Stretch[]): number {
  return stretches.reduce((total, { from, to }) => total + to - from, 0)
}

/** The part of a stretch that lies within another: one stretch, or none. */
export function within(stretch: Stretch, bounds: Stretch): Stretch[] {
  const [from, to] = [Math.max(stretch.from, bounds.from), Math.min(stretch.to, bounds.to)]
  return from < to ? [{ from, to }] : []
}

/** A run that was stopped has played up to its stream time only. */
function playedStretch(summary: RecordingSummary, run: RunFacts | null, timeMs: number | null): Stretch {
  const from = Math.max(summary.from, run?.from ?? summary.from)
  const end = Math.min(summary.to, run?.to ?? summary.to, timeMs === null ? from : timeMs + 1)
  return { from, to: Math.max(from, end) }
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
