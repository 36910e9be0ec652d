/** The order in which a task took its inputs, gathered as runs: from it the exact run is replayed. */
import type { OrderRun, TaskOrder } from '../records/generated.ts'

/** Source index of a punctuation in an order run. */
export const PUNCTUATION = -1

interface MutableRun {
  source: number
  partition: number
  offset: number
  count: number
  taken_at: number | null
}

/** What the order notes of a record. */
export interface OrderedRecord {
  readonly partition: number
  readonly offset: number
  /** Event time of the record, ms. */
  readonly timestamp: number
}

/** Gathers the inputs of one task between two commits. */
export class OrderLog {
  private runs: MutableRun[] = []
  private last: MutableRun | undefined
  /** Stream time as a reader of this stretch alone would know it, ms. */
  private knownMs = Number.NEGATIVE_INFINITY

  /**
   * Notes a record; records that follow one another in one partition make one run. The stream time it was taken at is
   * noted only where the records do not already say it: a late one at the head of a stretch, or one of the future.
   */
  record(source: number, { partition, offset, timestamp }: OrderedRecord, nowMs: number): void {
    const takenAt = streamTimeAt(this.knownMs, timestamp, null) === nowMs ? null : nowMs
    this.knownMs = nowMs
    const { last } = this
    if (
      last !== undefined &&
      last.source === source &&
      last.partition === partition &&
      last.offset + last.count === offset &&
      last.taken_at === takenAt
    ) {
      last.count++
      return
    }
    this.last = { source, partition, offset, count: 1, taken_at: takenAt }
    this.runs.push(this.last)
  }

  punctuation(timeMs: number): void {
    this.runs.push({ source: PUNCTUATION, partition: -1, offset: timeMs, count: 1, taken_at: null })
    this.last = undefined
    this.knownMs = timeMs
  }

  /** The record for the order topic, or null when nothing was taken since the last call. */
  take(task: string, timeMs: number, sequence: number, configDigest: string): TaskOrder | null {
    if (this.runs.length === 0) return null
    const runs: readonly OrderRun[] = this.runs
    this.runs = []
    this.last = undefined
    this.knownMs = Number.NEGATIVE_INFINITY
    return { task, event_time: timeMs, sequence, config_digest: configDigest, runs }
  }
}

/** The stream time at which a record was taken, ms: what its run says, else its own time or the stream time before it. */
export function streamTimeAt(beforeMs: number, timestamp: number, takenAt: number | null): number {
  return takenAt ?? Math.max(beforeMs, timestamp)
}
