/** When event time was reached on the wall: how long ago the first record from outside came that was at least so new. */

/** Reaching a time is remembered one by one for as long as somebody may still wait because of it, ms. */
const REMEMBERED_MS = 2_000

export class EventClock {
  /** Ascending in both: event time, ms, and when it was first reached, on the clock of `performance.now()`, ms. */
  private reached: { readonly timeMs: number; readonly atMs: number }[] = []
  private newestMs = Number.NEGATIVE_INFINITY
  /** Event times up to this one were reached longer ago than is remembered. */
  private settledMs = Number.NEGATIVE_INFINITY

  /** Notes that a record of this event time has come from outside. */
  note(timeMs: number, atMs: number): void {
    if (timeMs <= this.newestMs) return
    this.newestMs = timeMs
    let first = 0
    while (first < this.reached.length && this.reached[first]!.atMs < atMs - REMEMBERED_MS) first++
    if (first > 0) {
      this.settledMs = this.reached[first - 1]!.timeMs
      this.reached = this.reached.slice(first)
    }
    this.reached.push({ timeMs, atMs })
  }

  /** When an event time was reached; −∞ when that is long ago, +∞ when it was not reached yet. */
  reachedAt(timeMs: number): number {
    if (timeMs <= this.settledMs) return Number.NEGATIVE_INFINITY
    for (const entry of this.reached) if (entry.timeMs >= timeMs) return entry.atMs
    return Number.POSITIVE_INFINITY
  }
}
