/** How long a task has stood still although it has inputs: derived from what it has committed, look after look. */

/** A task, as far as it is watched. */
export interface WatchedTask {
  readonly topology: string
  readonly partition: number
  /** A number that changes with every commit that took inputs, and with nothing else. */
  readonly committed: number
  /** Whether inputs lie there that were not taken, or were taken and not committed. */
  readonly hasWork: boolean
}

/** A lane and its tasks; none while it is not running. */
export interface WatchedLane {
  readonly lane: number
  readonly tasks: readonly WatchedTask[]
}

/** How long a task has not got on, ms; 0 while it does, or has nothing to do. */
export interface Standing {
  readonly topology: string
  readonly partition: number
  readonly standstillMs: number
}

/** A topology that has not got on for so long stands still, ms: longer than a rebalance, or a broker that restarts. */
export const STANDSTILL_MS = 30_000

interface Seen {
  readonly task: WatchedTask
  /** Since when it is as it is, on the clock of the looks, ms. */
  readonly sinceMs: number
}

export class Standstill {
  private lanes: ReadonlyMap<number, readonly Seen[]> = new Map()

  /**
   * Takes a look. Of a lane that is not running the last look stands: one that opens anew again and again, and never
   * commits, has not got on either.
   */
  see(lanes: readonly WatchedLane[], nowMs: number): void {
    this.lanes = new Map(
      lanes.map(({ lane, tasks }) => {
        const before = this.lanes.get(lane) ?? []
        return [lane, tasks.length === 0 ? before : tasks.map((task) => seen(task, before, nowMs))]
      }),
    )
  }

  /** What the looks have shown by now. */
  at(nowMs: number): readonly Standing[] {
    return [...this.lanes.values()].flat().map(({ task: { topology, partition, hasWork }, sinceMs }) => {
      return { topology, partition, standstillMs: hasWork ? Math.max(0, nowMs - sinceMs) : 0 }
    })
  }
}

function seen(task: WatchedTask, before: readonly Seen[], nowMs: number): Seen {
  const known = before.find(({ task: { topology, partition } }) => {
    return topology === task.topology && partition === task.partition
  })
  const isAsItWas = known?.task.hasWork === true && task.hasWork && known.task.committed === task.committed
  return { task, sinceMs: isAsItWas ? known.sinceMs : nowMs }
}
