/** Runs one task: instant by instant through punctuations and records, and hands over what a commit must write. */

import type { Serde } from '../../../records/serde.ts'
import { orderTopic } from '../../../topics.ts'
import type { Topic } from '../../../topology/topic.ts'
import { firstPunctuationAfter, MAX_IDLE_PUNCTUATIONS } from '../../punctuation.ts'
import { PUNCTUATION_ROUND, turnOf } from '../../rounds.ts'
import type { Task, TaskOutput } from '../../task.ts'
import type { OutRecord } from '../protocol/batch-encoder.ts'
import { entryRecord, metaRecord, type TaskMeta } from './changelog.ts'
import type { FrontierTask } from './frontier.ts'
import type { InputMerge, Turn, Waiting } from './input-merge.ts'
import type { TaskCommit, TaskProgress, TopicTally } from './lane-commit.ts'

export interface RunnerOptions<C> {
  readonly task: Task<C>
  readonly merge: InputMerge
  readonly serde: Serde
  readonly configDigest: string
  /** Topics the group reads: outputs on others hold nobody up. */
  readonly readTopics: ReadonlySet<string>
  /** How many tasks the topology has. */
  readonly tasks: number
  /** Where the task stands; null for one that begins. */
  readonly meta: TaskMeta | null
  /** Whether other tasks are far enough for a turn to be taken. */
  allows(turn: number): boolean
}

/** Later than every turn. */
const NONE = Number.POSITIVE_INFINITY

export class TaskRunner<C> implements FrontierTask {
  readonly task: Task<C>
  readonly merge: InputMerge
  private readonly serde: Serde
  private readonly configDigest: string
  private readonly tasks: number
  private readonly orderTopic: Topic<unknown>
  private readonly readTopics: ReadonlySet<string>
  private outputs: TaskOutput[] = []
  private timeMs: number | null
  private nextPunctuationMs: number | null = null
  private sequence: number
  private readonly allows: RunnerOptions<C>['allows']
  /** Event time of the last record from outside, ms: punctuations are taken one by one for a while after it. */
  private externalMs: number
  /** Turns of the first output for the group that waits for a commit, and of the first in the commit under way. */
  private waiting = NONE
  private committing = NONE
  /** What was taken since the last commit began, by source. */
  private taken: MutableTally[]
  /** Inputs of the commit under way. */
  private confirming = 0
  /** Sum of the positions that are committed, and of those in the commit under way. */
  private committedSum: number
  private confirmingSum = 0

  constructor({ task, merge, serde, configDigest, tasks, readTopics, meta, allows }: RunnerOptions<C>) {
    this.task = task
    this.merge = merge
    this.serde = serde
    this.configDigest = configDigest
    this.readTopics = readTopics
    this.tasks = tasks
    this.allows = allows
    this.orderTopic = orderTopic(task.topology.name)
    this.timeMs = meta?.timeMs ?? null
    this.sequence = meta?.sequence ?? 0
    this.taken = this.noTallies()
    this.committedSum = sumOf(meta?.positions ?? {})
    this.externalMs = meta?.externalMs ?? this.timeMs ?? Number.NEGATIVE_INFINITY
    if (this.timeMs !== null) this.schedule(this.timeMs)
  }

  /** Stream time, ms; null before the first record. */
  get streamTimeMs(): number | null {
    return this.timeMs
  }

  get topology(): string {
    return this.task.topology.name
  }

  get progress(): TaskProgress {
    const { task, timeMs, committedSum: committed } = this
    return {
      topology: this.topology,
      partition: task.partition,
      timeMs,
      uncommitted: this.taken.reduce((sum, { records }) => sum + records, this.confirming),
      committed,
      inputs: this.merge.queues.map(({ topic, partition, lag, size: queued }) => ({ topic, partition, lag, queued })),
    }
  }

  get oldestOutput(): number {
    return Math.min(this.waiting, this.committing)
  }

  nextTurn(): number {
    const turn = this.merge.nextTurn(this.timeMs ?? Number.NEGATIVE_INFINITY)
    if (this.nextPunctuationMs === null || !Number.isFinite(turn)) return turn
    return Math.min(turn, turnOf(this.nextPunctuationMs, PUNCTUATION_ROUND))
  }

  get hasOutputs(): boolean {
    return this.outputs.length > 0
  }

  /** Takes the next turn: a punctuation that is due, or records. Returns how many these were, or until when to wait. */
  step(clockMs: number): number | Waiting {
    const next = this.merge.next(this.timeMs ?? Number.NEGATIVE_INFINITY, clockMs)
    if ('untilMs' in next) return next
    if (this.timeMs === null) {
      this.schedule(next.timeMs)
      this.externalMs = next.timeMs
    }
    const due = this.punctuationUpTo(next.timeMs)
    if (due !== null) return this.allows(turnOf(due, PUNCTUATION_ROUND)) ? this.punctuate(due) : IDLE
    return this.allows(turnOf(next.timeMs, next.round)) ? this.take(next) : IDLE
  }

  /** What has gathered since the last call; the runner forgets it. */
  takeCommit(): TaskCommit {
    const { task, outputs, taken } = this
    const timeMs = this.timeMs ?? 0
    this.outputs = []
    this.taken = this.noTallies()
    this.confirming = taken.reduce((sum, { records }) => sum + records, 0)
    this.committing = this.waiting
    this.waiting = NONE
    const order = task.order.take(task.id, timeMs, this.sequence, this.configDigest)
    if (order !== null) this.sequence++
    const changelog: OutRecord[] = []
    for (const change of task.stores.takeChanges()) changelog.push(entryRecord(change.store, change, timeMs))
    const meta = this.meta(timeMs)
    changelog.push(metaRecord(meta))
    this.confirmingSum = sumOf(meta.positions)
    return {
      topology: this.topology,
      taken,
      outputs,
      order:
        order === null
          ? null
          : {
              topic: this.orderTopic,
              key: task.id,
              timestamp: timeMs,
              value: this.serde.encode(this.orderTopic.codec, order),
            },
      changelog,
    }
  }

  /** What `takeCommit` gave last is committed. */
  committed(): void {
    this.committing = NONE
    this.confirming = 0
    this.committedSum = this.confirmingSum
  }

  private take(turn: Turn): number {
    const { timeMs } = turn
    this.timeMs = timeMs
    if (turn.isExternal) this.externalMs = timeMs
    const { task } = this
    let count = 0
    for (const { source, records } of this.merge.take(turn)) {
      count += records.length
      const tally = this.taken[source]!
      tally.records += records.length
      for (const record of records) {
        if (record.bytes !== null) tally.bytes += record.bytes.length
        if (record.error === null) task.take(source, record, timeMs)
        else task.refuse(source, record, record.error, timeMs)
      }
    }
    this.collect()
    return count
  }

  /** The next punctuation that is due at or before a time; in a gap without records all but some are left out. */
  private punctuationUpTo(timeMs: number): number | null {
    const every = this.task.topology.punctuateEveryMs ?? 0
    if (this.nextPunctuationMs === null || this.nextPunctuationMs > timeMs) return null
    const taken = (this.nextPunctuationMs - firstPunctuationAfter(this.externalMs, every)) / every
    if (taken >= MAX_IDLE_PUNCTUATIONS) this.schedule(timeMs - 1)
    return this.nextPunctuationMs <= timeMs ? this.nextPunctuationMs : null
  }

  private punctuate(due: number): number {
    this.task.punctuate(due)
    this.timeMs = due
    this.nextPunctuationMs = due + (this.task.topology.punctuateEveryMs ?? 0)
    this.collect()
    return 0
  }

  private noTallies(): MutableTally[] {
    return this.task.topology.sources.map(({ topic }) => ({ topic: topic.name, records: 0, bytes: 0 }))
  }

  private schedule(timeMs: number): void {
    const every = this.task.topology.punctuateEveryMs
    if (every !== null) this.nextPunctuationMs = firstPunctuationAfter(timeMs, every)
  }

  private collect(): void {
    const outputs = this.task.takeOutputs()
    for (let i = 0; i < outputs.length; i++) {
      const output = outputs[i]!
      this.outputs.push(output)
      if (this.readTopics.has(output.topic.name))
        this.waiting = Math.min(this.waiting, turnOf(output.timestamp, output.round))
    }
  }

  private meta(timeMs: number): TaskMeta {
    const positions: Record<string, Record<string, number>> = {}
    for (const { topic, partition, taken } of this.merge.queues) {
      positions[topic] ??= {}
      positions[topic][partition] = taken
    }
    const stores = Object.fromEntries(
      this.task.stores.versions.map(({ name, version, entries }) => [name, { version, entries }]),
    )
    const { sequence, externalMs, tasks, configDigest } = this
    return { sequence, timeMs, externalMs, tasks, configDigest, stores, positions }
  }
}

type MutableTally = { -readonly [K in keyof TopicTally]: TopicTally[K] }

function sumOf(positions: TaskMeta['positions']): number {
  let sum = 0
  for (const topic in positions) for (const partition in positions[topic]) sum += positions[topic]![partition]!
  return sum
}

/** Waits until something happens. */
const IDLE: Waiting = { untilMs: Number.POSITIVE_INFINITY }
