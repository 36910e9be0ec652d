/** What `ilf verify` prints: a line for each check, the offending records below the ones that fail. */
import { placeText } from '../place.ts'
import type { Style } from '../style.ts'
import { type CheckResult, counted, type Finding } from './check.ts'
import type { Verification } from './verify.ts'

/** The lines for a person. */
export function verificationLines({ passed, checks, records, timeMs }: Verification, style: Style): readonly string[] {
  const failed = checks.filter((check) => !check.passed).length
  const verdict = passed
    ? style.good(`all ${checks.length} checks passed`)
    : style.bad(`${failed} of ${checks.length} checks failed`)
  const until = new Date(timeMs).toISOString()
  return [
    ...checks.flatMap((check) => checkLines(check, style)),
    '',
    `${verdict}: ${counted(records, 'record')} up to stream time ${until}`,
  ]
}

function checkLines(
  { passed, claim, summary, notes, findings, findingsTotal }: CheckResult,
  style: Style,
): readonly string[] {
  const mark = passed ? style.good('✓') : style.bad('✗')
  const more = findingsTotal - findings.length
  return [
    `${mark} ${claim} ${style.dim(`(${summary})`)}`,
    ...notes.map((note) => `    ${style.dim(note)}`),
    ...findings.map((finding) => `    ${findingText(finding)}`),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ]
}

function findingText({ place, ids, problem }: Finding): string {
  const named = Object.entries(ids).map(([kind, id]) => `${kind} ${id}`)
  return [placeText(place), ...named, problem].join('  ')
}
