/** A task that takes its inputs again for its state: what it emits was written long ago, and is dropped. */
import type { Serde } from '../../../records/serde.ts'
import type { Topology } from '../../../topology/topology.ts'
import { Task, type TaskOutput } from '../../task.ts'
import { entryRecord, metaRecord, type TaskMeta } from '../lane/changelog.ts'
import type { OutRecord } from '../protocol/batch-encoder.ts'
import type { KafkaRecord } from '../reading/kafka-record.ts'

export interface RebuiltTaskOptions<C> {
  readonly topology: Topology<C>
  readonly partition: number
  readonly config: C
  readonly serde: Serde
  /** Whether a source is written by nobody in the group. */
  isExternal(source: number): boolean
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
  private readonly isExternal: (source: number) => boolean
  private timeMs: number | null = null
  private externalMs: number | null = null
  private inputs = 0

  constructor(options: RebuiltTaskOptions<C>) {
    this.task = new Task(options)
    this.serde = options.serde
    this.isUnwritten = options.isUnwritten
    this.isExternal = options.isExternal
  }

  /** Takes a record at a stream time, ms. */
  take(source: number, record: KafkaRecord, timeMs: number): void {
    const { task } = this
    record.read(this.serde, task.topology.sources[source]!.topic.codec)
    if (this.timeMs === null || this.isExternal(source)) this.externalMs = timeMs
    this.advanceTo(timeMs, true)
    if (record.error === null) task.take(source, record, timeMs)
    else task.refuse(source, record, record.error, timeMs)
    task.takeOutputs()
    if (++this.inputs % DROP_ORDER_EVERY === 0) task.order.take(task.id, timeMs, 0, '')
  }

  /** Wakes the topology, unless it has taken nothing yet or was woken already: several former tasks tell of one time. */
  punctuate(timeMs: number): void {
    if (this.timeMs === null || timeMs <= this.timeMs) return
    this.timeMs = timeMs
    this.task.punctuate(timeMs)
    for (const output of this.task.takeOutputs()) if (this.isUnwritten(output)) this.unwritten.push(output)
  }

  /** Lets stream time go on, ms; a task that has taken nothing has none until it `begins`. */
  advanceTo(timeMs: number, begins = false): void {
    if (this.timeMs !== null || begins) this.timeMs = Math.max(this.timeMs ?? Number.NEGATIVE_INFINITY, timeMs)
  }

  /** Its changelog: every entry, and the meta entry. */
  changelog({
    sequence,
    tasks,
    configDigest,
    positions,
  }: Omit<TaskMeta, 'timeMs' | 'externalMs' | 'stores'>): readonly OutRecord[] {
    this.task.checkSound()
    const records: OutRecord[] = []
    for (const change of this.task.stores.takeChanges()) {
      if (change.value !== undefined) records.push(entryRecord(change.store, change, this.timeMs ?? 0))
    }
    const stores = Object.fromEntries(
      this.task.stores.versions.map(({ name, version, entries }) => [name, { version, entries }]),
    )
    const external = this.externalMs === null ? {} : { externalMs: this.externalMs }
    records.push(metaRecord({ sequence, timeMs: this.timeMs, ...external, tasks, configDigest, stores, positions }))
    return records
  }
}
