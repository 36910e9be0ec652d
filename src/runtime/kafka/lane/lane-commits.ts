/** When a lane commits: as soon as there is an output and no commit under way, else when enough has gathered. */
import { asError } from '../../errors.ts'
import type { Written } from '../protocol/produce.ts'
import { commitParts, lanePositions } from './commit-parts.ts'
import type { LaneContext } from './lane-context.ts'
import type { TaskRunner } from './task-runner.ts'
import type { GroupOffsets, TransactionalWriter } from './transactional-writer.ts'

export class LaneCommits<C> {
  private readonly context: LaneContext<C>
  private readonly lane: number
  private readonly writer: TransactionalWriter
  private readonly runners: readonly TaskRunner<C>[]
  private readonly onEnd: () => void
  /** Tasks that took something since the last commit began. */
  private touched = new Set<TaskRunner<C>>()
  private inputs = 0
  private computingMs = 0
  private firstInputMs = 0
  private hasOutputs = false
  private committing: Promise<void> | null = null
  private failure: Error | null = null
  private groupOffsetsMs = Number.NEGATIVE_INFINITY
  private groupOffsets = ''

  /** @param onEnd told whenever a commit has ended, well or not */
  constructor(
    context: LaneContext<C>,
    lane: number,
    writer: TransactionalWriter,
    runners: readonly TaskRunner<C>[],
    onEnd: () => void,
  ) {
    this.context = context
    this.lane = lane
    this.writer = writer
    this.runners = runners
    this.onEnd = onEnd
  }

  /** False when the next transaction is full while the last one still commits. */
  get hasRoom(): boolean {
    return this.inputs < this.context.timing.commitEveryInputs
  }

  get isPending(): boolean {
    return this.committing !== null || this.touched.size > 0
  }

  /** Notes that a task has taken inputs, which the next commit must cover. */
  took(runner: TaskRunner<C>, count: number, clockMs: number): void {
    if (this.touched.size === 0) this.firstInputMs = clockMs
    this.touched.add(runner)
    this.inputs += count
    if (runner.hasOutputs) this.hasOutputs = true
  }

  /** Notes that the lane has computed for so long, ms, for what the next commit covers. */
  worked(durationMs: number): void {
    this.computingMs += durationMs
  }

  /** Begins a commit if one is due. Throws what made the last one fail. */
  commitIfDue(clockMs: number): void {
    if (this.failure !== null) throw this.failure
    if (this.committing === null && this.dueInMs(clockMs) <= 0) this.begin(clockMs)
  }

  /** How long until a commit is due, ms. */
  dueInMs(clockMs: number): number {
    const { commitEveryMs, groupOffsetsEveryMs } = this.context.timing
    if (this.committing !== null) return groupOffsetsEveryMs
    if (this.hasOutputs || !this.hasRoom) return 0
    if (this.touched.size > 0) return this.firstInputMs + commitEveryMs - clockMs
    const idleMs = this.groupOffsetsMs + groupOffsetsEveryMs - clockMs
    if (idleMs > 0) return idleMs
    return JSON.stringify(this.positions()) === this.groupOffsets ? groupOffsetsEveryMs : 0
  }

  /** Commits everything that is left, with the group's offsets. */
  async finish(): Promise<void> {
    await this.committing
    if (this.failure !== null) throw this.failure
    this.groupOffsetsMs = Number.NEGATIVE_INFINITY
    if (this.touched.size > 0 || JSON.stringify(this.positions()) !== this.groupOffsets) this.begin(performance.now())
    await this.committing
    if (this.failure !== null) throw this.failure
  }

  private begin(clockMs: number): void {
    const { context, lane, touched, computingMs } = this
    const tasks = Array.from(touched, (runner) => runner.takeCommit())
    const parts = commitParts(context, lane, tasks)
    const offsets = clockMs >= this.groupOffsetsMs + context.timing.groupOffsetsEveryMs ? this.positions() : null
    if (offsets !== null) {
      this.groupOffsetsMs = clockMs
      this.groupOffsets = JSON.stringify(offsets)
    }
    this.touched = new Set()
    this.inputs = 0
    this.computingMs = 0
    this.hasOutputs = false
    this.committing = this.writer.commit(parts, offsets === null || offsets.length === 0 ? null : offsets).then(
      (written) => {
        this.committing = null
        this.announce(written)
        for (const runner of touched) runner.committed()
        context.wakeLanes()
        context.onCommit({ lane, computingMs, durationMs: performance.now() - clockMs, tasks })
        this.onEnd()
      },
      (error: unknown) => {
        this.committing = null
        this.failure = asError(error)
        this.onEnd()
      },
    )
  }

  /** Readers within this process must not take the end of a partition for reached before they have these records. */
  private announce(written: readonly Written[]): void {
    const { reader, topicPrefix } = this.context
    for (const { topic, partition, baseOffset } of written)
      reader.announce(topic.slice(topicPrefix.length), partition, baseOffset + 1)
  }

  private positions(): GroupOffsets {
    return lanePositions(this.context, this.lane, this.runners)
  }
}
