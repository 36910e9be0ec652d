/** Replays what a topology has taken into new tasks, in the order it was taken. */
import type { Serde } from '../../../records/serde.ts'
import { orderTopic } from '../../../topics.ts'
import type { Topology } from '../../../topology/topology.ts'
import { StreamError } from '../../errors.ts'
import { partitionOf } from '../../partitioner.ts'
import type { TaskOutput } from '../../task.ts'
import type { KafkaRecord } from '../reading/kafka-record.ts'
import { InputStream, type ReplayedInput } from './input-stream.ts'
import type { OrderHistory, Stretch } from './order-history.ts'
import type { PartitionCursor } from './partition-cursor.ts'
import { RebuiltTask } from './rebuilt-task.ts'

/** Next offset of every partition that was read, by topic and partition. */
export type Positions = Readonly<Record<string, Readonly<Record<number, number>>>>

export interface ReplayOptions<C> {
  readonly topology: Topology<C>
  readonly config: C
  readonly serde: Serde
  readonly history: OrderHistory
  /** How many tasks the topology has from now on. */
  readonly tasks: number
  /** Whether the history was made with as many tasks: then each takes exactly what its predecessor took. */
  readonly isSameCount: boolean
  /** Topics that the group itself writes. */
  readonly written: ReadonlySet<string>
  /** Stream time each former task had reached, ms. */
  readonly reachedMs: ReadonlyMap<number, number>
  cursor(topic: string, partition: number): PartitionCursor
  /** Told how many inputs have been replayed. */
  onProgress(inputs: number): void
  readonly signal: AbortSignal
}

export interface Replayed<C> {
  readonly task: RebuiltTask<C>
  /** Offsets reached by the former tasks this one comes from; those of single and broadcast sources are complete. */
  readonly positions: Positions
  readonly nextSequence: number
}

export interface ReplayResult<C> {
  readonly tasks: readonly Replayed<C>[]
  readonly inputs: number
  /** Inputs of compacted topics that compaction has removed since: newer values of their keys were taken later. */
  readonly compacted: number
}

const PROGRESS_EVERY = 10_000

/**
 * Where the number of tasks stays, each follows its predecessor, input by input. Where it changes, the inputs of all
 * former tasks are merged by the time they were taken at and go to the task of their key. Former tasks had come
 * differently far then; the new ones all begin where the furthest was, and what the topology emits at punctuations
 * that the former task of a key had not reached is kept, because nobody has written it yet.
 */
export async function replay<C>(options: ReplayOptions<C>): Promise<ReplayResult<C>> {
  const { isSameCount } = options
  const counts = { inputs: 0, compacted: 0 }
  const tasks = await (isSameCount ? replayEach(options, counts) : replayMerged(options, counts))
  return { tasks, ...counts }
}

async function replayEach<C>(options: ReplayOptions<C>, counts: Counts): Promise<readonly Replayed<C>[]> {
  const replayed: Replayed<C>[] = []
  for (let partition = 0; partition < options.tasks; partition++) {
    const task = new RebuiltTask({ ...options, partition, isExternal: externalOf(options), isUnwritten: () => false })
    const stretches = options.history.tasks.get(partition) ?? []
    const positions = await new Replay(options, new Map([[partition, stretches]]), counts, () => [task]).run()
    replayed.push({ task, positions, nextSequence: (stretches.at(-1)?.sequence ?? -1) + 1 })
  }
  return replayed
}

async function replayMerged<C>(options: ReplayOptions<C>, counts: Counts): Promise<readonly Replayed<C>[]> {
  const { topology, history, tasks: count, reachedMs } = options
  /** Which former task had each key last. */
  const owners = new Map<string, number>()
  const reachedFor = (key: string) => reachedMs.get(owners.get(key) ?? -1) ?? Number.POSITIVE_INFINITY
  const isUnwritten = ({ key, timestamp }: TaskOutput) => timestamp > reachedFor(key)
  const tasks = Array.from(
    { length: count },
    (_, partition) => new RebuiltTask({ ...options, partition, isExternal: externalOf(options), isUnwritten }),
  )
  const isPartitioned = topology.sources.map(({ mode }) => mode === 'partitioned')
  const positions = await new Replay(options, history.tasks, counts, ({ input, task }) => {
    if (input === null || isPartitioned[input.source] !== true) return tasks
    const { key } = input.record
    owners.set(key, task)
    return [tasks[partitionOf(key, count)]!]
  }).run()
  for (const task of tasks) task.advanceTo(Math.max(...reachedMs.values()))
  // One number beyond the next leaves a gap in every task's numbers: see OrderHistory.
  const nextSequence = history.nextSequence + 1
  return tasks.map((task) => ({ task, positions, nextSequence }))
}

function externalOf<C>({ topology, written }: ReplayOptions<C>): (source: number) => boolean {
  const external = topology.sources.map(({ topic }) => !written.has(topic.name))
  return (source) => external[source] === true
}

interface Counts {
  inputs: number
  compacted: number
}

type Targets<C> = (input: ReplayedInput) => readonly RebuiltTask<C>[]

class Replay<C> {
  private readonly options: ReplayOptions<C>
  private readonly streams: readonly InputStream[]
  private readonly counts: Counts
  private readonly targets: Targets<C>
  private readonly cursors = new Map<string, PartitionCursor>()
  /** What every task has got of broadcast sources, by source and partition: several former tasks have read the same. */
  private readonly shared = new Map<string, Set<number>>()
  private readonly positions: Record<string, Record<number, number>> = {}

  constructor(
    options: ReplayOptions<C>,
    tasks: ReadonlyMap<number, readonly Stretch[]>,
    counts: Counts,
    targets: Targets<C>,
  ) {
    this.options = options
    this.counts = counts
    this.targets = targets
    const { codec } = orderTopic(options.topology.name)
    this.streams = [...tasks].map(
      ([task, stretches]) =>
        new InputStream({
          task,
          stretches,
          decode: (bytes) => options.serde.decode(codec, bytes),
          find: (source, partition, offset) => this.find(source, partition, offset),
        }),
    )
  }

  async run(): Promise<Positions> {
    for (let next = await this.pop(); next !== null; next = await this.pop()) {
      const { input, timeMs } = next
      if (input === null) {
        for (const task of this.targets(next)) task.punctuate(timeMs)
        continue
      }
      const { source, record } = input
      if (this.isShared(source, record.partition, record.offset)) continue
      this.reach(source, record.partition, record.offset)
      this.cursors.get(`${source}/${record.partition}`)?.take(record.offset)
      for (const task of this.targets(next)) task.take(source, record, timeMs)
      if (++this.counts.inputs % PROGRESS_EVERY !== 0) continue
      this.options.signal.throwIfAborted()
      this.options.onProgress(this.counts.inputs)
    }
    return this.positions
  }

  /** The earliest next input of all former tasks; of several at one time the one that was numbered first. */
  private async pop(): Promise<ReplayedInput | null> {
    let first: InputStream | null = null
    let head: ReplayedInput | null = null
    for (const stream of this.streams) {
      const next = await stream.peek()
      if (next === null || (head !== null && !isBefore(next, head))) continue
      first = stream
      head = next
    }
    first?.pop()
    return head
  }

  private async find(source: number, partition: number, offset: number): Promise<KafkaRecord | null> {
    if (this.isShared(source, partition, offset)) return null
    const name = `${source}/${partition}`
    const spec = this.options.topology.sources[source]
    if (spec === undefined) throw unknownSource(this.options.topology.name, source)
    let cursor = this.cursors.get(name)
    if (cursor === undefined) {
      cursor = this.options.cursor(spec.topic.name, partition)
      this.cursors.set(name, cursor)
    }
    const record = await cursor.at(offset)
    if (record !== null) return record
    if (spec.topic.cleanup !== 'compact') throw inputGone(spec.topic.name, partition, offset)
    this.counts.compacted++
    this.reach(source, partition, offset)
    return null
  }

  private isShared(source: number, partition: number, offset: number): boolean {
    return this.shared.get(`${source}/${partition}`)?.has(offset) === true
  }

  /** Notes an offset as taken. */
  private reach(source: number, partition: number, offset: number): void {
    const { topic, mode } = this.options.topology.sources[source]!
    const partitions = this.positions[topic.name] ?? {}
    this.positions[topic.name] = partitions
    partitions[partition] = Math.max(partitions[partition] ?? 0, offset + 1)
    if (mode !== 'broadcast' || this.streams.length === 1) return
    const name = `${source}/${partition}`
    const shared = this.shared.get(name) ?? new Set()
    this.shared.set(name, shared.add(offset))
  }
}

function isBefore(a: ReplayedInput, b: ReplayedInput): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs
  // Punctuations come before the records of their time.
  const isFirst = Number(b.input === null) - Number(a.input === null)
  return isFirst < 0 || (isFirst === 0 && a.sequence < b.sequence)
}

function unknownSource(topology: string, source: number): StreamError {
  const what = `the order topic of ${topology} names source ${source}, which this program's topology does not have`
  return new StreamError('ORDER_UNKNOWN', 'halt', `${what}: sources must only be added at the end for a rebuild`)
}

function inputGone(topic: string, partition: number, offset: number): StreamError {
  const what = `${topic}/${partition} has no record at offset ${offset}, which was taken before`
  return new StreamError('INPUT_GONE', 'halt', `${what}: the topic was made anew or trimmed; it cannot be replayed`)
}
