/** What `ilf replay` and `ilf diff` print: a line a topology or topic, then the first difference with what led to it. */
import {
  type Comparable,
  type Counts,
  type DiffResult,
  decodeComparable,
  type Explanation,
  type FirstDivergence,
  type TopologyComparison,
} from '../../replay-app.ts'
import { formatCount } from '../../report/format.ts'

export function comparisonLine({ topology, tasks, tally, beyond, isByEventTime }: TopologyComparison): string {
  const sign = tally.differing === 0 ? '✓' : '✗'
  const what = tally.differing === 0 ? 'all as recorded' : countsText(tally, 'recorded', 'replayed')
  const more = beyond === 0 ? '' : `, ${formatCount(beyond)} behind the end of the recording`
  const order = isByEventTime ? '; the recording lacks its order topic: replayed by exact event time instead' : ''
  return `${sign} ${topology.padEnd(15)} ${formatCount(tally.same).padStart(9)} outputs of ${tasks} task${tasks === 1 ? '' : 's'}: ${what}${more}${order}`
}

/** The first divergence: where it comes from, the state before, and both outputs. */
export function divergenceLines({ topology, a, b, explanation }: FirstDivergence): readonly string[] {
  return ['', `First difference, in ${topology}`, ...pairLines(a, b, ['recorded', 'replayed'], explanation)]
}

/** A line a topic, then the first difference. Where both have the record, what led to it is told of A. */
export function differencesLines({ topics, first, notInBoth, explanation }: DiffResult): readonly string[] {
  const lines = topics.map(({ topic, tally }) => {
    const what = tally.differing > 0 ? countsText(tally, 'in A', 'in B') : 'no difference'
    return `${tally.differing > 0 ? '✗' : '✓'} ${topic.padEnd(17)} ${formatCount(tally.same).padStart(9)} same; ${what}`
  })
  if (notInBoth.length > 0) lines.push(`  not in both: ${notInBoth.join(', ')}`)
  if (first !== null) {
    const { topic, headers } = (first.a ?? first.b)!
    const heading = `First difference, in ${topic}, written by ${headers.source ?? 'nobody who says so'}`
    lines.push('', heading, ...pairLines(first.a, first.b, ['A', 'B'], explanation))
  }
  return lines
}

/** Fields of a line; the rarer ones are counted. */
const MAX_FIELDS = 6

/** In numbers: what only one side has, what changed, and in which fields how often. */
function countsText({ onlyInA, onlyInB, changed, byField }: Counts, a: string, b: string): string {
  const fields = Object.entries(byField).sort(([, one], [, other]) => other - one)
  const named = fields.slice(0, MAX_FIELDS).map(([name, count]) => `${name} ${formatCount(count)}`)
  if (fields.length > MAX_FIELDS) named.push(`and ${fields.length - MAX_FIELDS} fields more`)
  const changes = `changed ${formatCount(changed)}${named.length === 0 ? '' : `: ${named.join(', ')}`}`
  return `only ${a} ${formatCount(onlyInA)}, only ${b} ${formatCount(onlyInB)}, ${changes}`
}

function pairLines(
  a: Comparable | null,
  b: Comparable | null,
  [nameA, nameB]: readonly [string, string],
  explanation: Explanation | null,
): readonly string[] {
  const signal = (a ?? b)?.headers['trace-id']
  return [
    ...(signal === undefined ? [] : [`  signal    ${signal}`]),
    ...explanationLines(explanation),
    ...outputLines(nameA, a),
    ...outputLines(nameB, b),
    ...fieldLines(a, b),
  ]
}

function explanationLines(explanation: Explanation | null): readonly string[] {
  if (explanation === null) return ['  caused by no input of the recording']
  const { task, cause, before } = explanation
  const what =
    'punctuationMs' in cause
      ? `the punctuation at ${new Date(cause.punctuationMs).toISOString()}`
      : `${cause.topic}/${cause.partition} at offset ${cause.offset}, key ${cause.key}`
  const state = [...before].flatMap(([store, entries]) =>
    [...entries].map(([key, json]) => `  before    ${store} ${key} ${shortened(json)}`),
  )
  return [`  caused by ${what}, taken by ${task}`, ...state]
}

function outputLines(name: string, output: Comparable | null): readonly string[] {
  if (output === null) return [`  ${name.padEnd(9)} nothing`]
  const { topic, key, timestamp } = output
  return [
    `  ${name.padEnd(9)} ${topic} ${key} ${new Date(timestamp).toISOString()} ${shortened(JSON.stringify(parseBody(output)))}`,
  ]
}

function fieldLines(a: Comparable | null, b: Comparable | null): readonly string[] {
  if (a === null || b === null) return []
  const [one, other] = [parseBody(a), parseBody(b)]
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
    .map((name) => `  ${name}: ${JSON.stringify(one[name])} → ${JSON.stringify(other[name])}`)
}

/** Fields of the value; bytes that are no record are one field. */
function parseBody(output: Comparable): Readonly<Record<string, unknown>> {
  return decodeComparable(output) ?? { bytes: output.body?.toString('hex') ?? null }
}

const WIDTH = 400

function shortened(text: string): string {
  return text.length > WIDTH ? `${text.slice(0, WIDTH)} …` : text
}
