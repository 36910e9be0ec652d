/** Plays event time against the wall clock: a run at `--speed N` takes each instant when it is due, not before. */
import { setTimeout } from 'node:timers/promises'

/**
 * Longest stretch of event time between two instants that is waited for, ms. Instants of a recording lie at most 30 s
 * apart; what is longer is a gap in it, and nobody wants to sit out a night without data.
 */
export const MAX_WAIT_EVENT_MS = 60_000

/** Slowest speed: at it the longest wait, 60,000 s, is still one that a timer can hold. */
export const MIN_SPEED = 0.001

/** What a pacer needs of the world; the program gives it the clock and the timer of Node. */
export interface PaceClock {
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /** Waits; ends early, without an error, when the signal aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>
}

/**
 * Makes the function that waits until an event time is due. The first event time is due at once; from then on event
 * time passes `speed` times as fast as the clock, gaps longer than a minute counting as one minute. A run that fell
 * behind catches up without waiting.
 *
 * @param speed seconds of event time a second, at least `MIN_SPEED`
 * @param signal ends every wait at once
 */
export function pacer(speed: number, signal: AbortSignal, clock: PaceClock = WALL): (timeMs: number) => Promise<void> {
  let lastMs: number | null = null
  let dueMs = clock.now()
  return async (timeMs) => {
    dueMs += lastMs === null ? 0 : Math.min(timeMs - lastMs, MAX_WAIT_EVENT_MS) / speed
    lastMs = timeMs
    const waitMs = dueMs - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal)
  }
}

const WALL: PaceClock = {
  now: () => performance.now(),
  async sleep(durationMs, signal) {
    try {
      await setTimeout(durationMs, undefined, { signal })
    } catch {
      // Only an abort ends a wait early, and whoever aborted knows of it.
    }
  },
}
