/** Takes the inputs of one task by event time: the next instant, or how long the task has to wait for slower sources. */
import type { Serde } from '../../../records/serde.ts'
import type { Source } from '../../../topology/topology.ts'
import { byKey, byRank } from '../../ordering.ts'
import type { InputQueue } from '../reading/input-queue.ts'
import type { KafkaRecord } from '../reading/kafka-record.ts'

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

export class InputMerge {
  readonly sources: readonly MergedSource[]
  readonly queues: readonly InputQueue[]
  private readonly idleWaitMs: number
  private readonly serde: Serde

  /** @param idleWaitMs how long a record waits for sources that are at their end, ms */
  constructor(sources: readonly MergedSource[], idleWaitMs: number, serde: Serde) {
    this.sources = [...sources].sort((a, b) => a.depth - b.depth || a.index - b.index)
    this.queues = sources.flatMap(({ queues }) => queues)
    this.idleWaitMs = idleWaitMs
    this.serde = serde
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
    const untilMs = this.openUntil(timeMs, head.arrivedMs)
    if (untilMs > clockMs) return { untilMs }
    return { timeMs, taken: this.take(timeMs) }
  }

  private earliest(): KafkaRecord | undefined {
    let earliest: KafkaRecord | undefined
    for (let i = 0; i < this.queues.length; i++) {
      const head = this.queues[i]!.head
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
  private openUntil(timeMs: number, arrivedMs: number): number {
    let untilMs = 0
    for (let i = 0; i < this.queues.length; i++) {
      const queue = this.queues[i]!
      if (queue.newestMs > timeMs) continue
      if (queue.isBehind) {
        if (queue.wantsMore) return Number.POSITIVE_INFINITY
      } else if (queue.size === 0) {
        if (queue.checkedMs < arrivedMs) return Number.POSITIVE_INFINITY
        untilMs = Math.max(untilMs, arrivedMs + this.idleWaitMs)
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
      for (const record of records) record.read(this.serde, spec.topic.codec)
      if (records.length > 1) records.sort(byKey)
      taken.push({ source: index, records: spec.rank === undefined ? records : byRank(records, spec.rank) })
    }
    return taken
  }
}

const IDLE: Waiting = { untilMs: Number.POSITIVE_INFINITY }
