/** The inputs of one task as its order topic tells them: one by one, in the order it took them. */
import type { Codec } from '../../records/codec.ts'
import type { OrderRun } from '../../records/generated.ts'
import type { Serde } from '../../records/serde.ts'
import { orderTopic } from '../../topics.ts'
import type { Topology } from '../../topology/topology.ts'
import { StreamError } from '../errors.ts'
import type { LazyRecord } from '../lazy-record.ts'
import { PUNCTUATION, streamTimeAt } from '../order.ts'
import type { FeedReader, Feeds } from './partition-feed.ts'
import type { RecordedRun } from './recorded-run.ts'
import type { TaskInputs } from './task-inputs.ts'

/** The tasks of a topology that have left an order behind, with the partitions of the order topic it is in; by number. */
export type RecordedTasks = ReadonlyMap<number, readonly number[]>

/** Finds the tasks by the keys of the order topic. */
export async function recordedTasks(run: RecordedRun, topology: string): Promise<RecordedTasks> {
  const { name } = orderTopic(topology)
  const found = new Map<number, number[]>()
  for (let partition = 0; partition < run.partitionsOf(name); partition++) {
    for await (const batch of run.read(name, partition)) {
      for (const { key } of batch) {
        const task = Number(key.slice(key.lastIndexOf('/') + 1))
        const partitions = found.get(task) ?? []
        found.set(task, partitions)
        if (partitions.at(-1) !== partition) partitions.push(partition)
      }
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b))
}

export interface RecordedOrderOptions {
  readonly feeds: Feeds
  readonly topology: Pick<Topology<unknown>, 'name' | 'sources'>
  readonly task: number
  /** Partitions of the order topic that have stretches of the task. */
  readonly partitions: readonly number[]
  readonly serde: Serde
  /** Event time the run was cut at, ms; null where it was not. */
  readonly toMs: number | null
}

export class RecordedOrder implements TaskInputs {
  timeMs = Number.NEGATIVE_INFINITY
  source = PUNCTUATION
  record: LazyRecord | null = null
  private readonly options: RecordedOrderOptions
  private readonly id: string
  private readonly orders: FeedReader[]
  /** By source and partition. */
  private readonly readers: FeedReader[][]
  private sequence = 0
  private runs: readonly OrderRun[] = []
  private run = 0
  /** Of the run that is being taken: what is left of it, where it lies, and the stream time it says. */
  private left = 0
  private offset = 0
  private reader: FeedReader | null = null
  private codec: Codec<unknown> | null = null
  private takenAt: number | null = null

  constructor(options: RecordedOrderOptions) {
    const { feeds, topology, task, partitions } = options
    const { name } = orderTopic(topology.name)
    this.options = options
    this.id = `${topology.name}/${task}`
    this.orders = partitions.map((partition) => feeds.reader(name, partition))
    this.readers = topology.sources.map(() => [])
  }

  next(): boolean {
    while (this.left === 0) {
      const run = this.runs[this.run++]
      if (run !== undefined) this.begin(run)
      else if (!this.nextStretch()) return false
    }
    this.left--
    const offset = this.offset++
    const { reader, codec } = this
    if (reader === null || codec === null) {
      this.record = null
      this.timeMs = offset
      return offset < (this.options.toMs ?? Infinity)
    }
    this.record = reader.find(offset, codec)
    if (this.record === null) {
      // Where the run was cut, its inputs end before the order does.
      if (this.options.toMs !== null) return false
      throw reader.missing(offset)
    }
    this.timeMs = streamTimeAt(this.timeMs, this.record.timestamp, this.takenAt)
    return true
  }

  private begin({ source, partition, offset, count, taken_at: takenAt }: OrderRun): void {
    this.source = source
    this.offset = offset
    this.left = count
    this.takenAt = takenAt ?? null
    if (source === PUNCTUATION) {
      this.reader = null
      return
    }
    const { topology, feeds } = this.options
    const topic = topology.sources[source]?.topic
    const readers = this.readers[source]
    if (topic === undefined || readers === undefined) throw this.unknownSource(source)
    readers[partition] ??= feeds.reader(topic.name, partition)
    this.reader = readers[partition]
    this.codec = topic.codec
  }

  private nextStretch(): boolean {
    const { serde, topology, partitions } = this.options
    const topic = orderTopic(topology.name)
    for (const [i, reader] of this.orders.entries()) {
      for (let record = reader.peek(); record !== null; record = reader.peek()) {
        reader.skip()
        if (record.key !== this.id) continue
        const order = serde.decode(topic.codec, record.value)
        if (order.sequence !== this.sequence)
          throw this.gap(order.sequence, `${topic.name}/${partitions[i]} at offset ${record.offset}`)
        this.sequence++
        this.runs = order.runs
        this.run = 0
        return true
      }
    }
    return false
  }

  private gap(found: number, where: string): StreamError {
    const what = `the order of ${this.id} has a gap: stretch ${this.sequence} is missing, ${where} has ${found}`
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
