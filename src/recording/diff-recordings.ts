/** Compares two recordings record by record and field by field, in one pass over both. */
import { type Comparable, comparableRecord, Fingerprints } from '../runtime/replay/comparable.ts'
import { type FeedReader, Feeds } from '../runtime/replay/partition-feed.ts'
import type { LocalRun } from '../runtime/replay/recorded-run.ts'
import { StreamMatch } from '../runtime/replay/stream-match.ts'
import { type Difference, isBefore, Tally } from '../runtime/replay/tally.ts'
import { RecordingFolderError } from './format.ts'

/** How two recordings differ, for one topic. */
export interface TopicDifferences {
  readonly topic: string
  readonly tally: Tally<Comparable, Comparable>
}

export interface Differences {
  readonly topics: readonly TopicDifferences[]
  /** The earliest record that differs; null where all are the same. */
  readonly first: Difference<Comparable, Comparable> | null
  /** Topics that only one of them has. */
  readonly notInBoth: readonly string[]
}

/** Event time read from both before records are paired, ms. */
const WINDOW_MS = 60_000
/** How far behind the others a task may have written, ms: only then a record counts as missing. */
const LAG_MS = 3_600_000

/** Order topics differ with every commit and are left out. */
const isCompared = (topic: string) => !topic.endsWith('.order')

/** Throws a RecordingFolderError where they have no topic in common. */
export function diffRecordings(a: LocalRun, b: LocalRun): Differences {
  const [inA, inB] = [a.topics.filter(isCompared), b.topics.filter(isCompared)]
  const both = inA.filter((topic) => inB.includes(topic)).sort()
  if (both.length === 0)
    throw new RecordingFolderError('the recordings have no topic in common: there is nothing to compare')
  const notInBoth = [...inA, ...inB].filter((topic) => !both.includes(topic))
  const topics = both.map((topic) => ({ topic, tally: diffTopic(topic, a, b) }))
  const firsts = topics.flatMap(({ tally }) => tally.first.slice(0, 1))
  const first = firsts.reduce<(typeof firsts)[number] | null>(
    (earliest, one) => (earliest === null || isBefore(one, earliest) ? one : earliest),
    null,
  )
  return { topics, first, notInBoth }
}

function diffTopic(topic: string, a: LocalRun, b: LocalRun): Tally<Comparable, Comparable> {
  const tally = new Tally<Comparable, Comparable>()
  const match = new StreamMatch<Comparable, Comparable>((one, other, isSame) => tally.add(one, other, isSame))
  const sides = [
    { ...sideOf(topic, a), add: (record: Comparable) => match.addA(record, record.headers.source) },
    { ...sideOf(topic, b), add: (record: Comparable) => match.addB(record, record.headers.source) },
  ]
  for (;;) {
    const heads = sides.flatMap(({ readers }) => readers.map((reader) => reader.peek()?.timestamp ?? Infinity))
    const untilMs = Math.min(...heads) + WINDOW_MS
    if (untilMs === Infinity) break
    for (const { readers, fingerprints, add } of sides) {
      for (const reader of readers) {
        for (let record = reader.peek(); record !== null && record.timestamp <= untilMs; record = reader.peek()) {
          add(comparableRecord(topic, record, fingerprints))
          reader.skip()
        }
      }
    }
    match.settle(untilMs - LAG_MS)
  }
  match.finish()
  return tally
}

function sideOf(topic: string, run: LocalRun): { readonly readers: FeedReader[]; readonly fingerprints: Fingerprints } {
  const feeds = new Feeds(run)
  const readers = Array.from({ length: run.partitionsOf(topic) }, (_, partition) => feeds.reader(topic, partition))
  return { readers, fingerprints: new Fingerprints(run) }
}
