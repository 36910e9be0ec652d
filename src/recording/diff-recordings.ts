/** Compares two recordings output by output and field by field; schemas that only gained fields compare on the old ones. */
import { type Comparable, changedFields, comparableRecord, Fingerprints } from '../runtime/replay/comparable.ts'
import type { RecordedRun } from '../runtime/replay/recorded-run.ts'

/** How two recordings differ, for one topic. */
export interface TopicDifferences {
  readonly topic: string
  readonly same: number
  readonly onlyInA: number
  readonly onlyInB: number
  readonly changed: number
  /** How often each field differs; `(key)`, `(time)`, `(headers)` stand for what is no field. */
  readonly byField: Readonly<Record<string, number>>
}

export interface Differences {
  readonly topics: readonly TopicDifferences[]
  /** The earliest record that differs; null where all are the same. */
  readonly first: { readonly a: Comparable | null; readonly b: Comparable | null } | null
  /** Topics that only one of them has. */
  readonly notInBoth: readonly string[]
}

/** Order topics differ with every commit and are left out. */
const isCompared = (topic: string) => !topic.endsWith('.order')

export async function diffRecordings(a: RecordedRun, b: RecordedRun): Promise<Differences> {
  const [inA, inB] = [a, b].map((run) => new Set(run.topics.filter(isCompared)))
  const both = [...inA!].filter((topic) => inB!.has(topic)).sort()
  const notInBoth = [...inA!, ...inB!].filter((topic) => !both.includes(topic))
  const topics: TopicDifferences[] = []
  let first: Differences['first'] = null
  for (const topic of both) {
    const found = compareTopic(topic, await groups(a, topic), await groups(b, topic))
    topics.push(found.differences)
    if (found.first !== null && (first === null || timeOf(found.first) < timeOf(first))) first = found.first
  }
  return { topics, first, notInBoth }
}

type Groups = ReadonlyMap<string, readonly Comparable[]>

async function groups(run: RecordedRun, topic: string): Promise<Groups> {
  const fingerprints = new Fingerprints(run)
  const found = new Map<string, Comparable[]>()
  for (let partition = 0; partition < run.partitionsOf(topic); partition++) {
    for await (const batch of run.read(topic, partition)) {
      for (const record of batch) {
        const one = comparableRecord(topic, record, fingerprints)
        const name = `${one.key} ${one.headers.source ?? ''}`
        const group = found.get(name)
        if (group === undefined) found.set(name, [one])
        else group.push(one)
      }
    }
  }
  return found
}

function compareTopic(topic: string, left: Groups, right: Groups) {
  const count = { same: 0, onlyInA: 0, onlyInB: 0, changed: 0 }
  const byField: Record<string, number> = {}
  let first: NonNullable<Differences['first']> | null = null
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [inA, inB] = [left.get(name) ?? [], right.get(name) ?? []]
    for (const [one, other] of pairs(inA, inB)) {
      const fields = one === null || other === null ? [] : changedFields(one, other)
      if (one !== null && other !== null && fields.length === 0) {
        count.same++
        continue
      }
      if (one === null) count.onlyInB++
      else if (other === null) count.onlyInA++
      else count.changed++
      for (const field of fields) byField[field] = (byField[field] ?? 0) + 1
      const found = { a: one, b: other }
      if (first === null || timeOf(found) < timeOf(first)) first = found
    }
  }
  return { differences: { topic, ...count, byField }, first }
}

/** Pairs records of one key by event time: what is missing on one side does not shift all that follows. */
function* pairs(
  a: readonly Comparable[],
  b: readonly Comparable[],
): Iterable<readonly [Comparable | null, Comparable | null]> {
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i] ?? null, b[j] ?? null]
    if (one !== null && (other === null || one.timestamp < other.timestamp)) {
      yield [one, null]
      i++
    } else if (other !== null && (one === null || other.timestamp < one.timestamp)) {
      yield [null, other]
      j++
    } else {
      yield [one, other]
      i++
      j++
    }
  }
}

function timeOf({ a, b }: NonNullable<Differences['first']>): number {
  return (a ?? b)?.timestamp ?? 0
}
