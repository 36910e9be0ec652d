/** Looks at a process every second, so that it can say for how long its tasks have stood still. */
import { type Standing, Standstill, type WatchedLane } from './standstill.ts'

const LOOK_EVERY_MS = 1_000

export class ProgressWatch {
  private readonly standstill = new Standstill()
  private readonly lanes: () => readonly WatchedLane[]
  private looking: NodeJS.Timeout | undefined

  /** @param lanes asked at every look */
  constructor(lanes: () => readonly WatchedLane[]) {
    this.lanes = lanes
  }

  start(): void {
    this.looking = setInterval(() => this.now(), LOOK_EVERY_MS)
    this.looking.unref()
  }

  stop(): void {
    clearInterval(this.looking)
  }

  /** Looks, and says how every task stands. */
  now(): readonly Standing[] {
    const nowMs = performance.now()
    this.standstill.see(this.lanes(), nowMs)
    return this.standstill.at(nowMs)
  }
}
