/** What is about to be played, said before it starts: the data with their gaps and faults, and where results go. */
import { basename } from 'node:path'
import type { Run } from '../../app.ts'
import { formatCount, formatCounts, formatDuration, formatTime } from '../../report/format.ts'

/** What was asked for, as far as it is worth repeating. */
export interface PlayChoice {
  readonly symbols: readonly string[] | undefined
  /** Event time range, Unix ms, the end exclusive. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly set: readonly string[]
  /** `max`, or seconds of event time a second. */
  readonly speed: 'max' | number
  /** The data folder as the user named it. */
  readonly data: string
}

/** A label and what there is to say under it. */
export type PreambleRow = readonly [label: string, text: string]

const LISTED_GAPS = 3
const LISTED_MARKETS = 5

/** One row for each thing a reader should know before he believes a result. */
export function preamble(
  { summary, resumedAt }: Pick<Run, 'summary' | 'resumedAt'>,
  choice: PlayChoice,
): readonly PreambleRow[] {
  const from = Math.max(summary.from, choice.from ?? summary.from)
  const to = Math.min(summary.to, choice.to ?? summary.to)
  const { traded, reference, dead, instruments, problems, signals } = summary
  const recorded = summary.segments.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const rows: (PreambleRow | null)[] = [
    ['recording', `${basename(summary.file)}, ${formatCount(summary.candles)} candles, ${formatDuration(recorded)}`],
    ['period', `${formatTime(from)} to ${formatTime(to)} UTC`],
    ['gaps', gaps(summary, from, to)],
    ['markets', `${traded.length} traded, ${reference.length} for reference${chosen(choice.symbols)}`],
    listed(
      'dead',
      dead.map(({ market, reason }) => `${market}: ${reason}`),
    ),
    ['instruments', described(instruments)],
    listed('derived', instruments.derived),
    ['funding', 'none in the data: no payments, funding_rate 0, and the records say so'],
    ['signals', signals === null ? 'the built-in model (ai-baseline)' : signalsText(signals)],
    problems.total === 0 ? null : ['bad lines', `${formatCounts(problems.byCode)}: each a record of dead.letter`],
    summary.sortedInMemory ? ['order', 'the candles were not in order of time and have been sorted'] : null,
    listed(
      'columns',
      summary.unknownColumns.map((name) => `${name} is not known and left out`),
    ),
    choice.set.length === 0 ? null : ['set', choice.set.join(' ')],
    ['data', `${choice.data}${resumedAt === 0 ? '' : `, goes on after ${formatCount(resumedAt)} records`}`],
    choice.speed === 'max' ? null : ['speed', `${choice.speed} s of event time a second, gaps cut to a minute`],
  ]
  return rows.filter((row) => row !== null)
}

/** The gaps of the whole recording within the period; markets with gaps of their own are counted. */
function gaps({ gaps, gapCount, marketGaps }: Run['summary'], from: number, to: number): string {
  const within = gaps.filter((gap) => gap.from < to && gap.to > from)
  const texts = within
    .slice(0, LISTED_GAPS)
    .map((gap) => `${formatTime(gap.from)} for ${formatDuration(gap.to - gap.from)}`)
  // Of very many gaps the scan lists only the first.
  const more = within.length - texts.length + gapCount - gaps.length
  const own = marketGaps.length > 0 ? [`${marketGaps.length} markets have more of their own`] : []
  const all = [...texts, ...(more > 0 ? [`${formatCount(more)} more`] : []), ...own]
  return all.length === 0 ? 'none' : all.join('; ')
}

function chosen(symbols: readonly string[] | undefined): string {
  return symbols === undefined ? '' : `; played: ${symbols.join(', ')}`
}

function described({ file, derived }: Run['summary']['instruments']): string {
  if (file === null) return `derived from the data, no file describes them (${derived.length} markets)`
  return `${basename(file)}${derived.length > 0 ? `; ${derived.length} markets are not in it and derived from the data` : ''}`
}

function signalsText({ form, count, leftOut }: NonNullable<Run['summary']['signals']>): string {
  return `${formatCount(count)} from a ${form} file${leftOut > 0 ? `, ${formatCount(leftOut)} outside of the period left out` : ''}`
}

/** A row of a few of the texts; none where there are none. */
function listed(label: string, texts: readonly string[]): PreambleRow | null {
  if (texts.length === 0) return null
  const more = texts.length > LISTED_MARKETS ? [`${texts.length - LISTED_MARKETS} more`] : []
  return [label, [...texts.slice(0, LISTED_MARKETS), ...more].join('; ')]
}
