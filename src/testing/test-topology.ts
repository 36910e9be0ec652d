/** Runs one topology in virtual time: pipe records in, read outputs, look into stores, advance time. */
import { Serde } from '../records/serde.ts'
import { LocalSchemas } from '../runtime/embedded/local-schemas.ts'
import { duePunctuations } from '../runtime/punctuation.ts'
import { Task, type TaskOutput } from '../runtime/task.ts'
import type { Topic } from '../topology/topic.ts'
import type { Topology } from '../topology/topology.ts'
import { StoreView } from './store-view.ts'

/** An output as a consumer of the topic would read it: encoded and decoded again. */
export interface TestOutput<V> {
  readonly key: string
  /** Event time, ms. */
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
  readonly value: V
}

export interface TestTopologyOptions<C> {
  /** Default: the configuration the topology was declared with. */
  readonly config?: C
  /** Store entries to start with, by store name; as a restore would put them there. */
  readonly stores?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The driver of one topology under test. */
export interface TestDriver {
  /** Stream time, ms; null before the first record. */
  readonly timeMs: number | null
  /**
   * Pipes one record in. Event time is the value's own (`timestamp` says otherwise for a late record); stream time
   * moves up to it, with every punctuation that falls due on the way. Throws when the topology does not read the topic.
   */
  pipe<V>(topic: Topic<V>, value: V, options?: { readonly timestamp?: number; readonly traceId?: string }): void
  /** Pipes in bytes as they would lie on the topic, readable or not. */
  pipeBytes<V>(
    topic: Topic<V>,
    bytes: Buffer | null,
    options: { readonly key: string; readonly timestamp: number },
  ): void
  /** Moves stream time to an event time, ms, with every punctuation that falls due on the way. */
  advanceTo(timeMs: number): void
  /** The outputs to a topic since the last call, in order. */
  read<V>(topic: Topic<V>): readonly TestOutput<V>[]
  /** What a store holds. */
  store(name: string): StoreView
  /** Saves every store, makes a new task and restores it from the save: what a restart does. */
  restart(): void
}

/**
 * Makes a test driver for a topology. Values written to stores are frozen and must survive JSON unchanged, so a test
 * fails where a restart would: NaN, infinities, maps, dates, later mutation.
 *
 * @example
 * const driver = testTopology(tradeIntent)
 * driver.pipe(topics.marketTick, tick)
 * driver.pipe(topics.aiSignal, signal)
 * expect(driver.read(topics.signalDecision)[0]?.value.reason).toBe('ACCEPTED')
 */
export function testTopology<C>(topology: Topology<C>, options: TestTopologyOptions<C> = {}): TestDriver {
  return new VirtualTimeDriver(topology, options)
}

class VirtualTimeDriver<C> implements TestDriver {
  timeMs: number | null = null
  private readonly topology: Topology<C>
  private readonly config: C
  private readonly serde = new Serde(new LocalSchemas(undefined))
  private readonly outputs = new Map<string, TaskOutput[]>()
  private readonly offsets = new Map<string, number>()
  private readonly views = new Map<string, StoreView>()
  private task: Task<C>

  constructor(topology: Topology<C>, { config, stores = {} }: TestTopologyOptions<C>) {
    this.topology = topology
    this.config = config ?? topology.config
    for (const { name } of topology.stores) this.views.set(name, new StoreView(name, stores[name] ?? {}))
    this.task = this.open()
  }

  pipe<V>(
    topic: Topic<V>,
    value: V,
    { timestamp = topic.timeOf(value), traceId }: { timestamp?: number; traceId?: string } = {},
  ): void {
    const bytes = this.serde.encode(topic.codec, value)
    this.take(topic, topic.keyOf(value), timestamp, bytes, traceId ?? null)
  }

  pipeBytes<V>(topic: Topic<V>, bytes: Buffer | null, { key, timestamp }: { key: string; timestamp: number }): void {
    this.take(topic, key, timestamp, bytes, null)
  }

  advanceTo(timeMs: number): void {
    const every = this.topology.punctuateEveryMs
    if (this.timeMs !== null && every !== null) {
      for (const due of duePunctuations(this.timeMs, timeMs, every)) {
        this.task.punctuate(due)
        this.collect()
      }
    }
    this.timeMs = Math.max(this.timeMs ?? timeMs, timeMs)
  }

  read<V>(topic: Topic<V>): readonly TestOutput<V>[] {
    const taken = this.outputs.get(topic.name) ?? []
    this.outputs.delete(topic.name)
    return taken.map(({ key, timestamp, headers, value }) => ({
      key,
      timestamp,
      headers,
      value: this.serde.decode(topic.codec, value),
    }))
  }

  store(name: string): StoreView {
    const view = this.views.get(name)
    if (view === undefined)
      throw new RangeError(
        `topology ${this.topology.name} has no store "${name}": ${[...this.views.keys()].join(', ')}`,
      )
    return view
  }

  restart(): void {
    this.task = this.open()
  }

  private open(): Task<C> {
    const task = new Task({
      topology: this.topology,
      partition: 0,
      config: this.config,
      serde: this.serde,
      strict: true,
    })
    for (const { name, version } of task.stores.versions) {
      for (const [key, json] of this.store(name).saved()) task.stores.restore(name, key, json, version)
    }
    return task
  }

  private take<V>(topic: Topic<V>, key: string, timestamp: number, bytes: Buffer | null, traceId: string | null): void {
    const source = this.topology.sources.findIndex((candidate) => candidate.topic.name === topic.name)
    if (source < 0) throw new RangeError(`topology ${this.topology.name} does not read ${topic.name}`)
    this.advanceTo(Math.max(timestamp, this.timeMs ?? timestamp))
    const offset = this.offsets.get(topic.name) ?? 0
    this.offsets.set(topic.name, offset + 1)
    const record = { topic: topic.name, partition: 0, offset, key, timestamp, traceId, bytes, round: 0 }
    const nowMs = this.timeMs ?? timestamp
    try {
      const value = this.serde.decode(topic.codec, bytes)
      this.task.take(source, { ...record, value }, nowMs)
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'UnreadableValue') throw error
      this.task.refuse(source, record, error, nowMs)
    }
    this.collect()
  }

  private collect(): void {
    for (const output of this.task.takeOutputs()) {
      const all = this.outputs.get(output.topic.name) ?? []
      all.push(output)
      this.outputs.set(output.topic.name, all)
    }
    for (const { store, key, value } of this.task.stores.takeChanges()) this.store(store).save(key, value)
  }
}
