/** Runs one task over given inputs, step by step, through the code of today. */
import type { Serde } from '../../records/serde.ts'
import type { Topology } from '../../topology/topology.ts'
import { Task, type TaskOutput } from '../task.ts'
import type { TaskInputs } from './task-inputs.ts'

/** What made a task emit: the place of a record, or a punctuation. */
export type Cause =
  | { readonly topic: string; readonly partition: number; readonly offset: number; readonly key: string }
  | { readonly punctuationMs: number }

export interface TaskReplayOptions<C> {
  readonly topology: Topology<C>
  readonly partition: number
  readonly config: C
  /** Decodes with the schemas of the recording. */
  readonly serde: Serde
  readonly inputs: TaskInputs
  /** Keeps what the stores have changed, for whoever wants to see their state. Default: it is let go. */
  readonly keepChanges?: boolean
}

/** Steps between two times that a task lets go of what a driver would commit. */
const STEPS_BETWEEN = 1_000

/** A task that stands before an input. */
export class TaskReplay<C> {
  readonly task: Task<C>
  private readonly inputs: TaskInputs
  private readonly serde: Serde
  private readonly keepChanges: boolean
  private isAtEnd: boolean
  private steps = 0

  constructor(options: TaskReplayOptions<C>) {
    this.inputs = options.inputs
    this.serde = options.serde
    this.keepChanges = options.keepChanges ?? false
    this.task = new Task(options)
    this.isAtEnd = !this.inputs.next()
  }

  /** Stream time of the next input, ms; infinite behind the last. */
  get nextMs(): number {
    return this.isAtEnd ? Number.POSITIVE_INFINITY : this.inputs.timeMs
  }

  /** The next input, as the cause of what it will make the task emit. */
  get cause(): Cause {
    const { record, timeMs } = this.inputs
    if (record === null) return { punctuationMs: timeMs }
    const { topic, partition, offset, key } = record
    return { topic, partition, offset, key }
  }

  /** Takes the next input and hands back what the task emits; `goOn` leads to the one behind it. */
  take(): readonly TaskOutput[] {
    const { record, source, timeMs } = this.inputs
    const { task } = this
    if (record === null) task.punctuate(timeMs)
    else if (record.read(this.serde, task.topology.sources[source]!.topic.codec)) task.take(source, record, timeMs)
    else if (record.error !== null) task.refuse(source, record, record.error, timeMs)
    if (++this.steps % STEPS_BETWEEN === 0) this.settle()
    return task.takeOutputs()
  }

  /** Goes on to the next input. Throws a halt error where the recording lacks it. */
  goOn(): void {
    if (this.inputs.next()) return
    this.isAtEnd = true
    this.settle()
  }

  /** The order is known already and nothing is committed: what the task has noted for that is let go. */
  private settle(): void {
    this.task.checkSound()
    this.task.order.take(this.task.id, this.inputs.timeMs, 0, '')
    if (!this.keepChanges) this.task.stores.forgetChanges()
  }
}
