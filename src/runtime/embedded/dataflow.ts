/** All tasks of an embedded run and the logs between them: takes an instant in rounds until nothing is left. */
import type { Codec } from '../../records/codec.ts'
import type { Serde } from '../../records/serde.ts'
import type { Topic } from '../../topology/topic.ts'
import type { Source, Topology } from '../../topology/topology.ts'
import { StreamError } from '../errors.ts'
import type { Headers, LazyRecord } from '../lazy-record.ts'
import { byKey, byRank } from '../ordering.ts'
import { partitionOf } from '../partitioner.ts'
import { firstPunctuationAfter } from '../punctuation.ts'
import { MAX_ROUNDS } from '../rounds.ts'
import { Task } from '../task.ts'
import { TopicLog } from './topic-log.ts'

/** One source of one task: where its records come from. */
interface Feed {
  readonly source: number
  readonly spec: Source<unknown>
  readonly logs: readonly TopicLog[]
}

interface Member<C> {
  readonly task: Task<C>
  readonly feeds: readonly Feed[]
  /** Event time of the next punctuation; null without punctuation or before the first instant. */
  nextPunctuation: number | null
}

export interface DataflowOptions<C> {
  readonly topologies: readonly Topology<C>[]
  readonly config: C
  readonly serde: Serde
  /** Topics that are written from outside or kept beside those the topologies name. */
  readonly extraTopics: readonly Topic<unknown>[]
  readonly partitions: number
  endOffset(topic: string, partition: number): number
}

export class Dataflow<C> {
  readonly members: readonly Member<C>[]
  readonly logs: ReadonlyMap<string, readonly TopicLog[]>
  private readonly all: readonly TopicLog[]
  private readonly serde: Serde
  private readonly partitions: number

  constructor({ topologies, config, serde, extraTopics, partitions, endOffset }: DataflowOptions<C>) {
    this.serde = serde
    this.partitions = partitions
    const read = new Set(topologies.flatMap((topology) => topology.sources.map(({ topic }) => topic.name)))
    const named = topologies.flatMap(({ sources, sinks }) => [...sources, ...sinks].map(({ topic }) => topic))
    const logs = new Map<string, readonly TopicLog[]>()
    for (const topic of [...named, ...extraTopics]) {
      if (logs.has(topic.name)) continue
      logs.set(
        topic.name,
        range(partitions).map((p) => new TopicLog(topic, p, endOffset(topic.name, p), read.has(topic.name))),
      )
    }
    this.logs = logs
    this.all = [...logs.values()].flat()
    this.members = topologies.flatMap((topology) =>
      range(topology.tasks === 'single' ? 1 : partitions).map((partition) => {
        const task = new Task({ topology, partition, config, serde })
        return { task, feeds: this.feedsOf(topology, partition), nextPunctuation: null }
      }),
    )
  }

  /** Appends a record, with its decoded value where that is at hand; the next round takes it. */
  offer(topic: string, key: string, timestamp: number, headers: Headers, value: Buffer, decoded?: object): void {
    this.logsOf(topic)[partitionOf(key, this.partitions)]!.append(key, timestamp, headers, value, decoded)
  }

  /** The partitions of a topic. Throws a halt error where no topology knows it. */
  logsOf(topic: string): readonly TopicLog[] {
    const logs = this.logs.get(topic)
    if (logs === undefined)
      throw new StreamError('UNKNOWN_TOPIC', 'halt', `no topology of this run knows the topic "${topic}"`)
    return logs
  }

  /** Store entries, of all tasks, that the next commit must write. */
  get changedEntries(): number {
    return this.members.reduce((sum, { task }) => sum + task.stores.changedEntries, 0)
  }

  /** Earliest punctuation that is due at or before `timeMs`; null when none is. */
  nextPunctuation(timeMs: number): number | null {
    let due: number | null = null
    for (const { nextPunctuation } of this.members) {
      if (nextPunctuation !== null && nextPunctuation <= timeMs && (due === null || nextPunctuation < due))
        due = nextPunctuation
    }
    return due
  }

  /** Sets every punctuation to its first boundary after `timeMs`. */
  schedulePunctuations(timeMs: number): void {
    for (const member of this.members) {
      const every = member.task.topology.punctuateEveryMs
      if (every !== null) member.nextPunctuation = firstPunctuationAfter(timeMs, every)
    }
  }

  /** Takes one instant: punctuations that are due, then what came from outside, then what that caused, until nothing is left. */
  takeInstant(nowMs: number): void {
    for (const member of this.members) {
      const { task, nextPunctuation } = member
      if (nextPunctuation === null || nextPunctuation > nowMs) continue
      task.punctuate(nowMs)
      member.nextPunctuation = nextPunctuation + (task.topology.punctuateEveryMs ?? 0)
      this.collect(task)
    }
    for (let round = 0; this.turn(); round++) {
      if (round === MAX_ROUNDS) throw this.looped(nowMs)
      for (const member of this.members) this.takeRound(member, nowMs)
    }
  }

  private takeRound({ task, feeds }: Member<C>, nowMs: number): void {
    let took = false
    for (const feed of feeds) {
      const records = recordsOf(feed)
      if (records.length === 0) continue
      took = true
      const { topic, rank } = feed.spec
      const ordered = rank === undefined ? records : byRank(this.readAll(records, topic.codec), rank)
      for (const record of ordered) {
        if (record.read(this.serde, topic.codec)) task.take(feed.source, record, nowMs)
        else if (record.error !== null) task.refuse(feed.source, record, record.error, nowMs)
      }
    }
    if (took) this.collect(task)
  }

  /** Ranks go by values, so all of them must have been read. */
  private readAll(records: readonly LazyRecord[], codec: Codec<unknown>): readonly LazyRecord[] {
    for (const record of records) record.read(this.serde, codec)
    return records
  }

  private collect(task: Task<C>): void {
    for (const { topic, key, timestamp, headers, value } of task.takeOutputs()) {
      this.offer(topic.name, key, timestamp, headers, value)
    }
  }

  private turn(): boolean {
    let any = false
    for (const log of this.all) {
      if (log.hasNext) any = true
      log.turn()
    }
    return any
  }

  private feedsOf(topology: Topology<C>, partition: number): readonly Feed[] {
    return topology.sources.map((spec, source) => {
      const logs = this.logs.get(spec.topic.name) ?? []
      const own = topology.tasks === 'single' || spec.mode === 'broadcast' ? logs : logs.slice(partition, partition + 1)
      return { source, spec, logs: own }
    })
  }

  private looped(nowMs: number): StreamError {
    const busy = this.all.filter(({ round }) => round.length > 0).map(({ topic }) => topic.name)
    return new StreamError(
      'LOOP',
      'halt',
      `the instant ${nowMs} does not end: after ${MAX_ROUNDS} rounds ${busy.join(', ')} still has records`,
    )
  }
}

function recordsOf({ logs }: Feed): readonly LazyRecord[] {
  if (logs.length === 1) return logs[0]!.round
  const records = logs.flatMap(({ round }) => round)
  return records.length > 1 ? records.sort(byKey) : records
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i)
}
