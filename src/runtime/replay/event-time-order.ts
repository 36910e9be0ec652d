/** The inputs of one task in exact event-time order, for a recording without its order topic: as the embedded driver would. */
import type { Serde } from '../../records/serde.ts'
import type { Topology } from '../../topology/topology.ts'
import type { LazyRecord } from '../lazy-record.ts'
import { PUNCTUATION } from '../order.ts'
import { byKey, byRank } from '../ordering.ts'
import { duePunctuations } from '../punctuation.ts'
import type { FeedReader, Feeds } from './partition-feed.ts'
import type { RecordedRun } from './recorded-run.ts'
import type { TaskInputs } from './task-inputs.ts'

/** The tasks that a topology would have over a run: one, or one for each partition of what it reads. */
export function tasksOf(run: RecordedRun, { tasks, sources }: Pick<Topology<unknown>, 'tasks' | 'sources'>): number {
  const counts = sources.filter(({ mode }) => mode === 'partitioned').map(({ topic }) => run.partitionsOf(topic.name))
  return tasks === 'single' ? 1 : Math.max(0, ...counts)
}

export interface EventTimeOrderOptions {
  readonly run: RecordedRun
  readonly feeds: Feeds
  readonly topology: Pick<Topology<unknown>, 'sources' | 'tasks' | 'punctuateEveryMs'>
  readonly task: number
  readonly serde: Serde
}

interface Input {
  readonly source: number
  readonly record: LazyRecord | null
  readonly timeMs: number
}

/**
 * An instant is taken whole: punctuations that are due, then round by round, within a round by source, key and offset. A
 * record that is late is taken at the time that has been reached.
 */
export class EventTimeOrder implements TaskInputs {
  timeMs = Number.NEGATIVE_INFINITY
  source = PUNCTUATION
  record: LazyRecord | null = null
  private readonly options: EventTimeOrderOptions
  private readonly readers: readonly { readonly source: number; readonly reader: FeedReader }[]
  private waiting: Input[] = []
  private reachedMs: number | null = null

  constructor(options: EventTimeOrderOptions) {
    const { run, feeds, topology, task } = options
    this.options = options
    this.readers = topology.sources.flatMap(({ topic, mode }, source) => {
      const all = Array.from({ length: run.partitionsOf(topic.name) }, (_, partition) => partition)
      const own = topology.tasks === 'single' || mode === 'broadcast' ? all : all.filter((one) => one === task)
      return own.map((partition) => ({ source, reader: feeds.reader(topic.name, partition) }))
    })
  }

  next(): boolean {
    if (this.waiting.length === 0) this.waiting = this.nextInstant().reverse()
    const input = this.waiting.pop()
    if (input === undefined) return false
    this.timeMs = input.timeMs
    this.source = input.source
    this.record = input.record
    return true
  }

  private nextInstant(): Input[] {
    const next = this.readers.reduce((min, { reader }) => Math.min(min, reader.peek()?.timestamp ?? Infinity), Infinity)
    if (next === Infinity) return []
    const before = this.reachedMs
    const timeMs = Math.max(next, before ?? next)
    this.reachedMs = timeMs
    const { punctuateEveryMs } = this.options.topology
    const due =
      punctuateEveryMs === null || before === null ? [] : [...duePunctuations(before, timeMs, punctuateEveryMs)]
    const punctuations = due.map((at) => ({ source: PUNCTUATION, record: null, timeMs: at }))
    const records = this.recordsUpTo(timeMs).map((input) => ({ ...input, timeMs }))
    return [...punctuations, ...records]
  }

  private recordsUpTo(timeMs: number): readonly { readonly source: number; readonly record: LazyRecord }[] {
    const { topology, serde } = this.options
    const byRound = new Map<number, Map<number, LazyRecord[]>>()
    for (const { source, reader } of this.readers) {
      const { codec } = topology.sources[source]!.topic
      for (let record = reader.peek(); record !== null && record.timestamp <= timeMs; record = reader.peek()) {
        const input = reader.input(record, codec)
        reader.skip()
        const round = byRound.get(input.round) ?? new Map<number, LazyRecord[]>()
        byRound.set(input.round, round)
        round.set(source, [...(round.get(source) ?? []), input])
      }
    }
    const rounds = [...byRound].sort(([a], [b]) => a - b).map(([, round]) => [...round].sort(([a], [b]) => a - b))
    return rounds.flat().flatMap(([source, records]) => {
      const { topic, rank } = topology.sources[source]!
      if (rank !== undefined) for (const record of records) record.read(serde, topic.codec)
      const ordered = rank === undefined ? records.sort(byKey) : byRank(records, rank)
      return ordered.map((record) => ({ source, record }))
    })
  }
}
