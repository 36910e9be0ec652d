/** What one should know of the data before reading any result, in words. */
import type { DataSection } from '../data-section.ts'
import { formatCount, formatCounts, formatDuration, formatTime } from '../format.ts'

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
    ['Dead', data.dead.map(({ market, reason }) => `${market} (${reason})`).join(', ') || 'no market stands still'],
    ['Funding', 'none in the recording: funding is 0 everywhere because it is unknown, not because nobody pays it'],
    ['Terms', terms(data)],
    ['Signals', signals(data)],
    ['Problems', problems(data)],
  ]
}

function period({ played, recordedMs, segments, sortedInMemory }: DataSection): string {
  const parts = segments.length === 1 ? 'one stretch' : `${segments.length} segments`
  const lengths = segments.length > 1 && segments.length <= NAMED ? ` (${segments.map(lengthOf).join(', ')})` : ''
  const sorted = sortedInMemory ? '; the file was not in order of time and was sorted' : ''
  return `${formatTime(played.from)} to ${formatTime(played.to)} UTC: ${formatDuration(recordedMs)} of market in ${parts}${lengths}${sorted}`
}

function gaps({ gaps: all, marketGaps }: DataSection): string {
  const listed = all.slice(0, NAMED).map((gap) => `${lengthOf(gap)} from ${formatTime(gap.from)}`)
  const more = all.length > NAMED ? ` and ${formatCount(all.length - NAMED)} more` : ''
  const whole = all.length === 0 ? 'none in the recording as a whole' : listed.join(', ') + more
  const single = marketGaps.slice(0, NAMED).map(({ market, gapCount }) => `${market} ${formatCount(gapCount)}`)
  if (single.length === 0) return whole
  const others = marketGaps.length > NAMED ? ` and ${marketGaps.length - NAMED} markets more` : ''
  return `${whole}; gaps of single markets: ${single.join(', ')}${others}`
}

function markets({ traded, reference }: DataSection): string {
  const compared =
    reference.length === 0 ? 'no reference markets, so no divergence' : `${reference.length} reference markets`
  return `${traded.length} traded, ${compared}`
}

function terms({ instruments: { source, derived } }: DataSection): string {
  const own = derived.length === 0 ? '' : `derived from the data for ${few(derived)}`
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
    unknownColumns.length > 0 && `unknown columns: ${few(unknownColumns)}`,
  ].filter((text) => text !== false)
  return found.join('; ') || 'no bad lines, no dead letters'
}

function few(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return names.slice(0, NAMED).join(', ') + more
}

function lengthOf({ from, to }: { readonly from: number; readonly to: number }): string {
  return formatDuration(to - from)
}
