/** A task that takes its inputs again for its state: what it emits was written long ago, and is dropped. */
import type { Serde } from '../../../records/serde.ts'
import type { Topology } from '../../../topology/topology.ts'
import { duePunctuations } from '../../punctuation.ts'
import { Task, type TaskOutput } from '../../task.ts'
import { entryRecord, metaRecord, type TaskMeta } from '../lane/changelog.ts'
import type { OutRecord } from '../protocol/batch-encoder.ts'
import type { KafkaRecord } from '../reading/kafka-record.ts'

export interface RebuiltTaskOptions<C> {
  readonly topology: Topology<C>
  readonly partition: number
  readonly config: C
  readonly serde: Serde
  /** Whether an output of a punctuation was never written, because the former task of its key had not come so far. */
  isUnwritten(output: TaskOutput): boolean
}

/** The order of a replay is on the order topic already: what the task notes of it is dropped now and then. */
const DROP_ORDER_EVERY = 10_000

export class RebuiltTask<C> {
  /** What has to be written after all. */
  readonly unwritten: TaskOutput[] = []
  private readonly task: Task<C>
  private readonly serde: Serde
  private readonly isUnwritten: (output: TaskOutput) => boolean
  private timeMs: number | null = null
  private inputs = 0

  constructor(options: RebuiltTaskOptions<C>) {
    this.task = new Task(options)
    this.serde = options.serde
    this.isUnwritten = options.isUnwritten
  }

  /** Takes a record at a stream time, ms, with the punctuations that are due before it. */
  take(source: number, record: KafkaRecord, timeMs: number): void {
    const { task } = this
    record.read(this.serde, task.topology.sources[source]!.topic.codec)
    this.timeMs = this.punctuateUpTo(timeMs)
    if (record.error === null) task.take(source, record, this.timeMs)
    else task.refuse(source, record, record.error, this.timeMs)
    task.takeOutputs()
    if (++this.inputs % DROP_ORDER_EVERY === 0) task.order.take(task.id, this.timeMs, 0, '')
  }

  /** Lets stream time go on without a record, ms; a task that has taken nothing has none. */
  advanceTo(timeMs: number): void {
    if (this.timeMs !== null) this.timeMs = this.punctuateUpTo(timeMs)
  }

  /** Wakes the topology as often as is due. Returns the stream time that is reached, ms. */
  private punctuateUpTo(timeMs: number): number {
    if (this.timeMs === null) return timeMs
    const every = this.task.topology.punctuateEveryMs
    if (every !== null) {
      for (const due of duePunctuations(this.timeMs, timeMs, every)) {
        this.task.punctuate(due)
        for (const output of this.task.takeOutputs()) if (this.isUnwritten(output)) this.unwritten.push(output)
      }
    }
    return Math.max(this.timeMs, timeMs)
  }

  /** Its changelog: every entry, and the meta entry. */
  changelog(meta: Omit<TaskMeta, 'timeMs' | 'stores'>): readonly OutRecord[] {
    this.task.checkSound()
    const records: OutRecord[] = []
    for (const change of this.task.stores.takeChanges()) {
      if (change.value !== undefined) records.push(entryRecord(change.store, change, this.timeMs ?? 0))
    }
    const stores = Object.fromEntries(
      this.task.stores.versions.map(({ name, version, entries }) => [name, { version, entries }]),
    )
    records.push(metaRecord({ ...meta, timeMs: this.timeMs, stores }))
    return records
  }
}
