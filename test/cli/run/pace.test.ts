import { describe, expect, it } from 'vitest'
import { MAX_WAIT_EVENT_MS, type PaceClock, pacer } from '../../../src/cli/run/pace.ts'

/** A clock that stands still but for what is slept; `work` lets time pass otherwise. */
class TestClock implements PaceClock {
  readonly slept: number[] = []
  private timeMs = 1_000

  now(): number {
    return this.timeMs
  }

  async sleep(durationMs: number): Promise<void> {
    this.slept.push(durationMs)
    this.timeMs += durationMs
  }

  work(durationMs: number): void {
    this.timeMs += durationMs
  }
}

const never = new AbortController().signal

describe('pacer', () => {
  it('takes the first event time at once, and the next when it is due', async () => {
    const clock = new TestClock()
    const pace = pacer(10, never, clock)
    await pace(50_000)
    await pace(65_000)
    await pace(66_000)
    expect(clock.slept).toEqual([1_500, 100])
  })

  it('does not wait for one event time twice', async () => {
    const clock = new TestClock()
    const pace = pacer(1, never, clock)
    await pace(0)
    await pace(1_000)
    await pace(1_000)
    expect(clock.slept).toEqual([1_000])
  })

  it('counts the work between two instants as time that has passed', async () => {
    const clock = new TestClock()
    const pace = pacer(1, never, clock)
    await pace(0)
    clock.work(400)
    await pace(1_000)
    expect(clock.slept).toEqual([600])
  })

  it('catches up without waiting after it fell behind', async () => {
    const clock = new TestClock()
    const pace = pacer(1, never, clock)
    await pace(0)
    clock.work(5_000)
    await pace(1_000)
    await pace(4_000)
    await pace(7_000)
    expect(clock.slept).toEqual([2_000])
  })

  it('waits a minute of event time at most for what comes after a gap', async () => {
    const clock = new TestClock()
    const pace = pacer(60, never, clock)
    await pace(0)
    await pace(8 * 3_600_000)
    expect(clock.slept).toEqual([MAX_WAIT_EVENT_MS / 60])
  })

  it('ends a wait when it is aborted', async () => {
    const controller = new AbortController()
    const pace = pacer(0.001, controller.signal)
    await pace(0)
    const waiting = pace(60_000)
    controller.abort()
    await expect(waiting).resolves.toBeUndefined()
  })
})
