/** A lane: the tasks of one partition number, which move together and commit together. */
import { setImmediate } from 'node:timers/promises'
import { asError, StreamError } from '../../errors.ts'
import { Connection } from '../client/connection.ts'
import { isFenced } from '../client/error-class.ts'
import { pauseMs } from '../client/patiently.ts'
import { Bell, sleep } from '../client/sleep.ts'
import type { LaneProgress, RestoreProgress } from './lane-commit.ts'
import { LaneCommits } from './lane-commits.ts'
import type { LaneContext } from './lane-context.ts'
import { type LaneState, nextState } from './lane-state.ts'
import { openTasks } from './open-tasks.ts'
import type { TaskRunner } from './task-runner.ts'
import { TransactionalWriter } from './transactional-writer.ts'

/** How a lane is doing. */
export interface LaneStatus {
  readonly lane: number
  readonly state: LaneState
  /** Records that lie on its source partitions and are not taken yet. */
  readonly lag: number
  /** True when nothing is left to take and everything taken is committed, as far as the broker has been heard. */
  readonly isCaughtUp: boolean
  readonly tasks: readonly { readonly id: string; readonly timeMs: number | null }[]
}

/** The longest a lane computes before others get their turn, ms. */
const SLICE_MS = 4

export class Lane<C> {
  readonly number: number
  private readonly context: LaneContext<C>
  private readonly bell = new Bell()
  private readonly closing = new AbortController()
  private readonly ended: Promise<void>
  private state: LaneState = 'fencing'
  private runners: readonly TaskRunner<C>[] = []
  private commits: LaneCommits<C> | null = null
  private connection: Connection | null = null
  private abandoned = false
  private restore: RestoreProgress = { read: 0, toRead: 0 }
  /** Errors since it last ran. */
  private failures = 0

  /** Starts at once: only a lane that the group has confirmed may be made. */
  constructor(context: LaneContext<C>, number: number) {
    this.context = context
    this.number = number
    this.ended = this.live()
  }

  /** Something may have arrived. */
  wake(): void {
    this.bell.ring()
  }

  get status(): LaneStatus {
    const queues = this.runners.flatMap(({ merge }) => merge.queues)
    return {
      lane: this.number,
      state: this.state,
      lag: queues.reduce((sum, { lag }) => sum + lag, 0),
      isCaughtUp:
        this.state === 'running' &&
        this.commits?.isPending === false &&
        queues.every((queue) => queue.size === 0 && !queue.isBehind),
      tasks: this.runners.map(({ task, streamTimeMs }) => ({ id: task.id, timeMs: streamTimeMs })),
    }
  }

  get progress(): LaneProgress {
    const { number: lane, state, restore, runners } = this
    return { lane, state, restore: { ...restore }, tasks: runners.map(({ progress }) => progress) }
  }

  /** Commits what has been taken and ends. */
  async close(): Promise<void> {
    this.closing.abort()
    this.bell.ring()
    await this.ended
  }

  /** Ends as a killed process would: no commit, no abort, connections cut. */
  async abandon(): Promise<void> {
    this.abandoned = true
    this.closing.abort()
    this.bell.ring()
    await this.connection?.close()
    await this.ended
  }

  private async live(): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        await this.open()
        await this.work()
      } catch (error) {
        await this.recover(error)
      } finally {
        await this.forget()
      }
      if (this.closing.signal.aborted) break
      if (this.state === 'halted')
        await new Promise((resolve) => this.closing.signal.addEventListener('abort', resolve))
      else this.state = nextState(this.state, 'fencing')
    }
    this.context.frontier.setOpening(this.number, false)
    this.state = nextState(this.state, 'closed')
  }

  private async open(): Promise<void> {
    const { kafka, topicPrefix, topicNames, groupId, timing, reader, frontier } = this.context
    frontier.setOpening(this.number, true)
    this.connection = new Connection(kafka)
    await this.connection.open(topicNames.map((topic) => topicPrefix + topic))
    const writer = await TransactionalWriter.open({
      connection: this.connection,
      transactionalId: `${groupId}-lane-${this.number}`,
      groupId,
      transactionTimeoutMs: timing.transactionTimeoutMs,
    })
    this.state = nextState(this.state, 'restoring')
    this.restore = { read: 0, toRead: 0 }
    this.runners = await openTasks(this.context, this.connection, this.number, this.restore)
    this.commits = new LaneCommits(this.context, this.number, writer, this.runners, () => this.bell.ring())
    this.state = nextState(this.state, 'running')
    this.failures = 0
    for (const { merge } of this.runners) for (const queue of merge.queues) reader.add(queue)
    for (const runner of this.runners) frontier.add(runner)
    frontier.setOpening(this.number, false)
  }

  private async work(): Promise<void> {
    const { commits } = this
    if (commits === null) return
    while (!this.closing.signal.aborted) {
      const waitMs = this.slice(commits)
      if (this.abandoned) return
      commits.commitIfDue(performance.now())
      if (waitMs === 0) await setImmediate()
      else await this.bell.wait(Math.min(waitMs, commits.dueInMs(performance.now())))
    }
    if (!this.abandoned) await commits.finish()
  }

  /** Takes instants for a moment. Returns how long to wait for the next one, ms; 0 when it is there. */
  private slice(commits: LaneCommits<C>): number {
    const startMs = performance.now()
    let clockMs = startMs
    let untilMs = Number.POSITIVE_INFINITY
    let isIdle = true
    for (
      let progress = true;
      progress && commits.hasRoom && clockMs - startMs < SLICE_MS;
      clockMs = performance.now()
    ) {
      progress = false
      untilMs = Number.POSITIVE_INFINITY
      for (const runner of this.runners) {
        const step = runner.step(clockMs)
        if (typeof step !== 'number') {
          untilMs = Math.min(untilMs, step.untilMs)
          continue
        }
        progress = true
        isIdle = false
        commits.took(runner, step, clockMs)
        this.context.onTaken(step)
        if (this.abandoned) return 0
      }
    }
    if (isIdle) return Math.max(1, untilMs - clockMs)
    commits.worked(clockMs - startMs)
    this.context.reader.nudge()
    this.context.wakeLanes()
    return commits.hasRoom ? 0 : Number.POSITIVE_INFINITY
  }

  private async recover(error: unknown): Promise<void> {
    if (this.closing.signal.aborted) return
    if (isFenced(error)) {
      this.state = nextState(this.state, 'fenced')
      const message = `lane ${this.number} was taken over, or its transaction timed out: waiting for the group to say whose it is`
      this.context.onError(new StreamError('LANE_FENCED', 'retry', message, { cause: error }))
      await Promise.race([this.context.confirmed(), sleep(2 ** 30, this.closing.signal)])
    } else if (error instanceof StreamError && error.errorClass !== 'retry') {
      this.state = nextState(this.state, 'halted')
      this.context.frontier.setOpening(this.number, false)
      this.context.onError(error)
    } else {
      this.state = nextState(this.state, 'reopening')
      const message = `lane ${this.number} starts anew after: ${asError(error).message}`
      this.context.onError(new StreamError('LANE_FAILED', 'retry', message, { cause: error }))
      await sleep(pauseMs(this.failures++), this.closing.signal)
    }
  }

  private async forget(): Promise<void> {
    for (const { merge } of this.runners) for (const queue of merge.queues) this.context.reader.remove(queue)
    for (const runner of this.runners) this.context.frontier.remove(runner)
    this.runners = []
    this.commits = null
    await this.connection?.close().catch(() => undefined)
    this.connection = null
  }
}
