/** The order in which a task took its inputs, gathered as runs: from it the exact run is replayed. */
import type { OrderRun, TaskOrder } from '../records/generated.ts'

/** Source index of a punctuation in an order run. */
export const PUNCTUATION = -1

interface MutableRun {
  source: number
  partition: number
  offset: number
  count: number
}

/** Gathers the inputs of one task between two commits. */
export class OrderLog {
  private runs: MutableRun[] = []
  private last: MutableRun | undefined

  /** Notes a record; records that follow one another in one partition make one run. */
  record(source: number, partition: number, offset: number): void {
    const { last } = this
    if (
      last !== undefined &&
      last.source === source &&
      last.partition === partition &&
      last.offset + last.count === offset
    ) {
      last.count++
      return
    }
    this.last = { source, partition, offset, count: 1 }
    this.runs.push(this.last)
  }

  punctuation(timeMs: number): void {
    this.runs.push({ source: PUNCTUATION, partition: -1, offset: timeMs, count: 1 })
    this.last = undefined
  }

  /** The record for the order topic, or null when nothing was taken since the last call. */
  take(task: string, timeMs: number, sequence: number, configDigest: string): TaskOrder | null {
    if (this.runs.length === 0) return null
    const runs: readonly OrderRun[] = this.runs
    this.runs = []
    this.last = undefined
    return { task, event_time: timeMs, sequence, config_digest: configDigest, runs }
  }
}
