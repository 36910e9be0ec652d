/** Takes the inputs of one task by event time and round: the next turn, or how long the task has to wait for slower sources. */
import type { Serde } from '../../../records/serde.ts'
import type { Source } from '../../../topology/topology.ts'
import { byKey, byRank } from '../../ordering.ts'
import { turnOf } from '../../rounds.ts'
import type { InputQueue } from '../reading/input-queue.ts'
import type { KafkaRecord } from '../reading/kafka-record.ts'
import type { EventClock } from './event-clock.ts'

/** One source of the task and the partitions it is read from. */
export interface MergedSource {
  /** Index in the topology's declaration. */
  readonly index: number
  readonly spec: Source<unknown>
  /** Whether the topic comes from outside: no task of the group writes it. */
  readonly isExternal: boolean
  readonly queues: readonly InputQueue[]
}

/** The records of one source that belong to a turn, in order. */
export interface SourceRecords {
  readonly source: number
  readonly records: readonly KafkaRecord[]
}

/** The records of an instant that can be taken together: those of one round, and what is late. */
export interface Turn {
  /** Stream time they are taken at, ms: never before an earlier one. */
  readonly timeMs: number
  readonly round: number
  /** Whether a record of the instant comes from outside the group. */
  readonly isExternal: boolean
}

/** Why there is no next turn: at most until `untilMs` (clock of `performance.now()`), earlier if something arrives. */
export interface Waiting {
  readonly untilMs: number
}

export interface MergeOptions {
  /** How long a record waits for sources that are at their end, ms. */
  readonly idleWaitMs: number
  readonly serde: Serde
  readonly clock: EventClock
}

export class InputMerge {
  readonly sources: readonly MergedSource[]
  readonly queues: readonly InputQueue[]
  private readonly options: MergeOptions

  constructor(sources: readonly MergedSource[], options: MergeOptions) {
    this.sources = sources
    this.queues = sources.flatMap(({ queues }) => queues)
    this.options = options
  }

  /**
   * The next turn, or how long to wait for it. A source with records behind its end is waited for without bound; one
   * at its end until it was seen empty after the record arrived, and at least for the idle wait.
   *
   * @param streamTimeMs stream time of the task; late records are taken at it
   * @param clockMs the time on the clock of `performance.now()`, ms
   */
  next(streamTimeMs: number, clockMs: number): Turn | Waiting {
    const head = this.earliest()
    if (head === undefined) return IDLE
    const timeMs = Math.max(streamTimeMs, head.timestamp)
    // What the group itself has caused need not wait for others again: its cause has waited for them.
    const isExternal = this.hasExternal(timeMs)
    const sinceMs = isExternal ? head.arrivedMs : Math.min(head.arrivedMs, this.options.clock.reachedAt(timeMs))
    const untilMs = this.openUntil(timeMs, sinceMs)
    return untilMs > clockMs ? { untilMs } : { timeMs, round: this.roundAt(timeMs), isExternal }
  }

  /**
   * The turn (see `turnOf`) that would be taken next, whether or not it may be taken now: −∞ while there are records that
   * were not fetched yet, +∞ when there are none.
   */
  nextTurn(streamTimeMs: number): number {
    let timeMs = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.queues.length; i++) {
      const queue = this.queues[i]!
      if (queue.head !== undefined) timeMs = Math.min(timeMs, queue.head.timestamp)
      else if (queue.isBehind) return Number.NEGATIVE_INFINITY
    }
    timeMs = Math.max(timeMs, streamTimeMs)
    return turnOf(timeMs, this.roundAt(timeMs))
  }

  /** Takes the records of a turn, source by source. */
  take({ timeMs, round }: Turn): readonly SourceRecords[] {
    const taken: SourceRecords[] = []
    for (const { index, spec, queues } of this.sources) {
      const records: KafkaRecord[] = []
      for (let i = 0; i < queues.length; i++) queues[i]!.takeUpTo(timeMs, round, records)
      if (records.length === 0) continue
      for (const record of records) record.read(this.options.serde, spec.topic.codec)
      if (records.length > 1) records.sort(byKey)
      taken.push({ source: index, records: spec.rank === undefined ? records : byRank(records, spec.rank) })
    }
    return taken
  }

  private hasExternal(timeMs: number): boolean {
    for (const { isExternal, queues } of this.sources) {
      if (!isExternal) continue
      for (let i = 0; i < queues.length; i++) {
        const { head } = queues[i]!
        if (head !== undefined && head.timestamp <= timeMs) return true
      }
    }
    return false
  }

  /** The lowest round among the records of an instant that are at the front; late ones count as from outside. */
  private roundAt(timeMs: number): number {
    let round = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.queues.length; i++) {
      const { head } = this.queues[i]!
      if (head === undefined || head.timestamp > timeMs) continue
      round = Math.min(round, head.timestamp === timeMs ? head.round : 0)
    }
    return round
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
}

const IDLE: Waiting = { untilMs: Number.POSITIVE_INFINITY }
