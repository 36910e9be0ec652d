/** What `ilf replay` and `ilf diff` print: a line a topology or topic, then the first difference with what led to it. */
import {
  type Comparable,
  type Differences,
  decodeComparable,
  type FirstDivergence,
  type TopologyComparison,
} from '../../replay-app.ts'
import { formatCount } from '../../report/format.ts'

export function comparisonLine({ topology, tasks, tally, beyond, isByEventTime }: TopologyComparison): string {
  const sign = tally.differing === 0 ? '✓' : '✗'
  const what = tally.differing === 0 ? 'all as recorded' : `${formatCount(tally.differing)} differ`
  const more = beyond === 0 ? '' : `, ${formatCount(beyond)} behind the end of the recording`
  const order = isByEventTime ? '; the recording lacks its order topic: replayed by exact event time instead' : ''
  return `${sign} ${topology.padEnd(15)} ${formatCount(tally.same).padStart(9)} outputs of ${tasks} task${tasks === 1 ? '' : 's'}: ${what}${more}${order}`
}

/** The first divergence: where it comes from, the state before, and both outputs. */
export function divergenceLines({ topology, a: recorded, b: replayed, before }: FirstDivergence): readonly string[] {
  const lines = ['', `First difference, in ${topology}${replayed === null ? '' : `, task ${replayed.task}`}`]
  const signal = (recorded ?? replayed)?.headers['trace-id']
  if (signal !== undefined) lines.push(`  signal    ${signal}`)
  if (replayed === null) lines.push('  caused by the replay emits nothing here')
  else if ('punctuationMs' in replayed.cause)
    lines.push(`  caused by the punctuation at ${new Date(replayed.cause.punctuationMs).toISOString()}`)
  else {
    const { topic, partition, offset, key } = replayed.cause
    lines.push(`  caused by ${topic}/${partition} at offset ${offset}, key ${key}`)
  }
  for (const [store, entries] of before)
    for (const [key, json] of entries) lines.push(`  before    ${store} ${key} ${shortened(json)}`)
  lines.push(
    ...outputLines('recorded', recorded),
    ...outputLines('replayed', replayed),
    ...fieldLines(recorded, replayed),
  )
  return lines
}

export function differencesLines({ topics, first, notInBoth }: Differences): readonly string[] {
  const lines = topics.map(({ topic, same, onlyInA, onlyInB, changed, byField }) => {
    const differs = onlyInA + onlyInB + changed > 0
    const fields = Object.entries(byField)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${formatCount(count)}`)
    const what = differs
      ? `only in A ${formatCount(onlyInA)}, only in B ${formatCount(onlyInB)}, changed ${formatCount(changed)}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`
      : 'no difference'
    return `${differs ? '✗' : '✓'} ${topic.padEnd(17)} ${formatCount(same).padStart(9)} same; ${what}`
  })
  if (notInBoth.length > 0) lines.push(`  not in both: ${notInBoth.join(', ')}`)
  if (first !== null) {
    lines.push('', 'First difference')
    const signal = (first.a ?? first.b)?.headers['trace-id']
    if (signal !== undefined) lines.push(`  signal    ${signal}`)
    lines.push(...outputLines('A', first.a), ...outputLines('B', first.b), ...fieldLines(first.a, first.b))
  }
  return lines
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
