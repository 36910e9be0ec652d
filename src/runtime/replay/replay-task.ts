/** Runs one task over its recorded inputs, in the order it took them, through the code of today. */
import type { TaskOrder } from '../../records/generated.ts'
import type { Serde } from '../../records/serde.ts'
import { orderTopic } from '../../topics.ts'
import type { Topology } from '../../topology/topology.ts'
import { asError, StreamError } from '../errors.ts'
import { PUNCTUATION, streamTimeAt } from '../order.ts'
import { Task, type TaskOutput } from '../task.ts'
import { Cursor } from './cursor.ts'
import { inputOf, type RecordedRun } from './recorded-run.ts'

/** What made a task emit: the place of a record, or a punctuation. */
export type Cause =
  | { readonly topic: string; readonly partition: number; readonly offset: number; readonly key: string }
  | { readonly punctuationMs: number }

/** What a task did with one input. */
export interface ReplayStep {
  readonly cause: Cause
  readonly outputs: readonly TaskOutput[]
}

export interface ReplayOptions<C> {
  readonly run: RecordedRun
  readonly topology: Topology<C>
  readonly partition: number
  readonly config: C
  /** Decodes with the schemas of the recording. */
  readonly serde: Serde
}

/** One task of a replay; its stores show the state after the step that was handed out last. */
export class TaskReplay<C> {
  readonly task: Task<C>
  private readonly options: ReplayOptions<C>
  private readonly cursors = new Map<string, Cursor>()
  private timeMs = Number.NEGATIVE_INFINITY
  private sequence = 0

  constructor(options: ReplayOptions<C>) {
    this.options = options
    this.task = new Task(options)
  }

  /**
   * Every input with what it made the task emit, inputs without outputs left out unless `everyInput` is set. Throws a
   * halt error where the recording lacks an input or a stretch of the order.
   */
  async *steps({ everyInput = false } = {}): AsyncGenerator<ReplayStep> {
    for await (const order of this.orders()) {
      for (const { source, partition, offset, count, taken_at: takenAt = null } of order.runs) {
        for (let i = 0; i < count; i++) {
          const cause =
            source === PUNCTUATION ? this.punctuate(offset) : await this.take(source, partition, offset + i, takenAt)
          const outputs = this.task.takeOutputs()
          if (everyInput || outputs.length > 0) yield { cause, outputs }
        }
      }
      // The order is known already: what the task notes of it is dropped.
      this.task.order.take(this.task.id, this.timeMs, 0, '')
      for (const _ of this.task.stores.takeChanges());
    }
    this.task.checkSound()
  }

  private async *orders(): AsyncGenerator<TaskOrder> {
    const { run, topology, serde } = this.options
    const topic = orderTopic(topology.name)
    for (let partition = 0; partition < run.partitionsOf(topic.name); partition++) {
      for await (const batch of run.read(topic.name, partition)) {
        for (const { key, value, offset } of batch) {
          if (key !== this.task.id) continue
          const order = serde.decode(topic.codec, value)
          if (order.sequence !== this.sequence)
            throw this.gap(order.sequence, `${topic.name}/${partition} at ${offset}`)
          this.sequence++
          yield order
        }
      }
    }
  }

  private punctuate(timeMs: number): Cause {
    this.timeMs = timeMs
    this.task.punctuate(timeMs)
    return { punctuationMs: timeMs }
  }

  private async take(source: number, partition: number, offset: number, takenAt: number | null): Promise<Cause> {
    const { run, topology, serde } = this.options
    const spec = topology.sources[source]
    if (spec === undefined) throw this.unknownSource(source)
    const topic = spec.topic.name
    const place = `${source}/${partition}`
    let cursor = this.cursors.get(place)
    if (cursor === undefined) {
      cursor = new Cursor(run, topic, partition)
      this.cursors.set(place, cursor)
    }
    const record = inputOf(topic, await cursor.at(offset))
    this.timeMs = streamTimeAt(this.timeMs, record.timestamp, takenAt)
    try {
      record.value = serde.decode(spec.topic.codec, record.bytes, record)
    } catch (error) {
      record.error = asError(error)
    }
    if (record.error === null) this.task.take(source, record, this.timeMs)
    else this.task.refuse(source, record, record.error, this.timeMs)
    return { topic, partition, offset, key: record.key }
  }

  private gap(found: number, where: string): StreamError {
    const what = `the order of ${this.task.id} has a gap: stretch ${this.sequence} is missing, ${where} has ${found}`
    return new StreamError('ORDER_GAP', 'halt', `${what}. Record the topic from its beginning`)
  }

  private unknownSource(source: number): StreamError {
    return new StreamError(
      'ORDER_UNKNOWN',
      'halt',
      `the recording names source ${source} of ${this.options.topology.name}, which this version does not have: replay it with the version that made it`,
    )
  }
}
