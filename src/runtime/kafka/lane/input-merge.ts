/** Takes the inputs of one task by event time: the next instant, or how long the task has to wait for slower sources. */
import type { Serde } from '../../../records/serde.ts'
import type { Source } from '../../../topology/topology.ts'
import { byKey, byRank } from '../../ordering.ts'
import type { InputQueue } from '../reading/input-queue.ts'
import type { KafkaRecord } from '../reading/kafka-record.ts'
import type { EventClock } from './event-clock.ts'
import type { NextInstant } from './frontier.ts'

/** One source of the task and the partitions it is read from. */
export interface MergedSource {
  /** Index in the topology's declaration. */
  readonly index: number
  readonly spec: Source<unknown>
  /** How many steps of the group lie before the topic: within an instant causes come before effects. */
  readonly depth: number
  readonly queues: readonly InputQueue[]
}

/** The records of one source that belong to an instant, in order. */
export interface SourceRecords {
  readonly source: number
  readonly records: readonly KafkaRecord[]
}

export interface Instant {
  /** Stream time it is taken at, ms: never before an earlier instant. */
  readonly timeMs: number
  readonly taken: readonly SourceRecords[]
}

/** Why there is no next instant: at most until `untilMs` (clock of `performance.now()`), earlier if something arrives. */
export interface Waiting {
  readonly untilMs: number
}

export interface MergeOptions {
  /** How long a record waits for sources that are at their end, ms. */
  readonly idleWaitMs: number
  readonly serde: Serde
  readonly clock: EventClock
  /** Whether other tasks are far enough for an instant to be taken. */
  allows(next: NextInstant): boolean
}

export class InputMerge {
  readonly sources: readonly MergedSource[]
  readonly queues: readonly InputQueue[]
  private readonly options: MergeOptions

  constructor(sources: readonly MergedSource[], options: MergeOptions) {
    this.sources = [...sources].sort((a, b) => a.depth - b.depth || a.index - b.index)
    this.queues = sources.flatMap(({ queues }) => queues)
    this.options = options
  }

  /**
   * The next instant, or how long to wait for it. A source with records behind its end is waited for without bound; one
   * at its end until it was seen empty after the record arrived, and at least for the idle wait.
   *
   * @param streamTimeMs stream time of the task; late records are taken at it
   * @param clockMs the time on the clock of `performance.now()`, ms
   */
  next(streamTimeMs: number, clockMs: number): Instant | Waiting {
    const head = this.earliest()
    if (head === undefined) return IDLE
    const timeMs = Math.max(streamTimeMs, head.timestamp)
    const depth = this.depthAt(timeMs)
    // What the group itself has caused need not wait for others again: its cause has waited for them.
    const sinceMs = depth === 0 ? head.arrivedMs : Math.min(head.arrivedMs, this.options.clock.reachedAt(timeMs))
    const untilMs = this.openUntil(timeMs, sinceMs)
    if (untilMs > clockMs) return { untilMs }
    if (!this.options.allows({ timeMs, depth })) return IDLE
    return { timeMs, taken: this.take(timeMs) }
  }

  /** What would be taken next, whether or not it may be taken now. */
  peek(streamTimeMs: number): NextInstant {
    let timeMs = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.queues.length; i++) {
      const queue = this.queues[i]!
      if (queue.head !== undefined) timeMs = Math.min(timeMs, queue.head.timestamp)
      else if (queue.isBehind) return UNKNOWN
    }
    timeMs = Math.max(timeMs, streamTimeMs)
    return { timeMs, depth: this.depthAt(timeMs) }
  }

  private depthAt(timeMs: number): number {
    for (const { depth, queues } of this.sources) {
      for (let i = 0; i < queues.length; i++) {
        const head = queues[i]!.head
        if (head !== undefined && head.timestamp <= timeMs) return depth
      }
    }
    return Number.POSITIVE_INFINITY
  }

  private earliest(): KafkaRecord | undefined {
    let earliest: KafkaRecord | undefined
    for (let i = 0; i < this.queues.length; i++) {
      const { head, failure } = this.queues[i]!
      if (failure !== null) throw failure
      if (head === undefined) continue
      if (
        earliest === undefined ||
        head.timestamp < earliest.timestamp ||
        (head.timestamp === earliest.timestamp && head.arrivedMs < earliest.arrivedMs)
      ) {
        earliest = head
      }
    }
    return earliest
  }

  /** Until when the instant may still grow; 0 when it is complete. */
  private openUntil(timeMs: number, sinceMs: number): number {
    let untilMs = 0
    for (let i = 0; i < this.queues.length; i++) {
      const queue = this.queues[i]!
      if (queue.newestMs > timeMs) continue
      if (queue.isBehind) {
        if (queue.wantsMore) return Number.POSITIVE_INFINITY
      } else if (queue.size === 0) {
        if (queue.checkedMs < sinceMs) return Number.POSITIVE_INFINITY
        untilMs = Math.max(untilMs, sinceMs + this.options.idleWaitMs)
      }
    }
    return untilMs
  }

  private take(timeMs: number): readonly SourceRecords[] {
    const taken: SourceRecords[] = []
    for (const { index, spec, queues } of this.sources) {
      const records: KafkaRecord[] = []
      for (let i = 0; i < queues.length; i++) queues[i]!.takeUpTo(timeMs, records)
      if (records.length === 0) continue
      for (const record of records) record.read(this.options.serde, spec.topic.codec)
      if (records.length > 1) records.sort(byKey)
      taken.push({ source: index, records: spec.rank === undefined ? records : byRank(records, spec.rank) })
    }
    return taken
  }
}

const UNKNOWN: NextInstant = { timeMs: Number.NEGATIVE_INFINITY, depth: 0 }
const IDLE: Waiting = { untilMs: Number.POSITIVE_INFINITY }
