/** What one should know of the data before reading any result, in words. */
import type { DataSection } from '../data-section.ts'
import { formatCount, formatCounts, formatDuration, formatMany, formatNames, formatTime } from '../format.ts'

/** Names told one by one; of more, only how many. */
const NAMED = 4

/** A fact in words. */
export type Fact = readonly [name: string, text: string]

/** A line per fact. */
export function dataFacts(data: DataSection): readonly Fact[] {
  return [
    ['Period', period(data)],
    ['Gaps', gaps(data)],
    ['Markets', markets(data)],
    ['Dead', formatNames(data.dead.map(deadText), NAMED) || 'no market stands still'],
    ['Funding', 'none in the recording: it counts as 0 because it is unknown, not because nobody pays it'],
    ['Terms', terms(data)],
    ['Signals', signals(data)],
    ['Problems', problems(data)],
  ]
}

function period({ played, recordedMs, segments, sortedInMemory }: DataSection): string {
  if (segments.length === 0)
    return `nothing of the recording, which begins at ${formatTime(played.from)} UTC, was played`
  const parts = segments.length === 1 ? 'one stretch' : `${formatCount(segments.length)} segments`
  const lengths = segments.length > 1 && segments.length <= NAMED ? ` (${segments.map(lengthOf).join(', ')})` : ''
  const sorted = sortedInMemory ? '; the file was not in order of time and was sorted' : ''
  return `${formatTime(played.from)} to ${formatTime(played.to)} UTC: ${formatDuration(recordedMs)} of market in ${parts}${lengths}${sorted}`
}

function gaps({ gaps: all, marketGaps }: DataSection): string {
  const listed = all.map((gap) => `${lengthOf(gap)} from ${formatTime(gap.from)}`)
  const whole = formatNames(listed, NAMED) || 'none in the recording as a whole'
  const single = marketGaps.map(({ market, gapCount }) => `${market} ${formatCount(gapCount)}`)
  return single.length === 0 ? whole : `${whole}; gaps of single markets: ${formatNames(single, NAMED)}`
}

function markets({ traded, reference }: DataSection): string {
  const compared = reference.length === 0 ? ', so no divergence' : ' to compare with'
  return `${formatCount(traded.length)} traded, ${formatMany(reference.length, 'reference market')}${compared}`
}

function terms({ instruments: { source, derived } }: DataSection): string {
  const own = derived.length === 0 ? '' : `derived from the data for ${formatNames(derived, NAMED)}`
  const stated = source === null ? '' : (source.match(/^.*?\.(?=\s|$)/s)?.[0] ?? source)
  return [stated, own].filter((text) => text !== '').join(' ') || 'from the instruments file, which states no source'
}

function signals({ signals: file }: DataSection): string {
  if (file === null) return 'made by the built-in model while the data played'
  const leftOut = file.leftOut > 0 ? `, ${formatCount(file.leftOut)} more left out` : ''
  return `${formatCount(file.count)} played from a ${file.form} file${leftOut}`
}

function problems({ badLines, deadLetters, unreadable, unknownColumns }: DataSection): string {
  const found = [
    badLines.total > 0 && `bad lines left out: ${formatCounts(badLines.byCode)}`,
    deadLetters.total > 0 && `dead letters: ${formatCounts(deadLetters.byCode)}`,
    Object.keys(unreadable).length > 0 && `unreadable records: ${formatCounts(unreadable)}`,
    unknownColumns.length > 0 && `unknown columns: ${formatNames(unknownColumns, NAMED)}`,
  ].filter((text) => text !== false)
  return found.join('; ') || 'no bad lines, no dead letters'
}

function deadText({ market, reason }: DataSection['dead'][number]): string {
  return `${market} (${reason})`
}

function lengthOf({ from, to }: { readonly from: number; readonly to: number }): string {
  return formatDuration(to - from)
}
