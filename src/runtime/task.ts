/** A task: one topology on one partition, with its stores. It runs step by step and knows no driver. */
import { Subscription } from 'rxjs'
import type { Serde } from '../records/serde.ts'
import { topics } from '../topics.ts'
import { TopologyError } from '../topology/define.ts'
import type { Topic } from '../topology/topic.ts'
import type { Context, Input, Output, StoreMap, Topology } from '../topology/topology.ts'
import { type DeadRecord, deadLetterOf, MAX_VALUE_BYTES } from './dead-letter.ts'
import { asError, StreamError } from './errors.ts'
import { OrderLog } from './order.ts'
import { nextRound, ROUND_HEADER } from './rounds.ts'
import { HotSource } from './sources.ts'
import { StoreSet } from './state/store-set.ts'

/** A record as a driver hands it to a task: what operators see, and the bytes it was read from. */
export interface TaskInput extends Input<unknown> {
  readonly bytes: Buffer | null
  /** How many steps of its instant lie before it. */
  readonly round: number
}

/** A record a task wants written. */
export interface TaskOutput {
  readonly topic: Topic<unknown>
  readonly key: string
  /** Event time, ms. */
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
  readonly value: Buffer
  /** How many steps of its instant lie before it; a header carries it too. */
  readonly round: number
}

/** What a task needs beside its topology. */
export interface TaskOptions<C> {
  readonly topology: Topology<C>
  readonly partition: number
  readonly config: C
  readonly serde: Serde
  /** Freezes values written to stores and refuses those that JSON would change: for tests. */
  readonly strict?: boolean
}

export class Task<C> {
  readonly id: string
  readonly topology: Topology<C>
  readonly partition: number
  readonly stores: StoreSet
  readonly order = new OrderLog()
  /** What was emitted and not yet taken by the driver. */
  private outbox: TaskOutput[] = []
  private readonly config: C
  private readonly serde: Serde
  private sources: HotSource<Input<unknown>>[] = []
  private punctuations: HotSource<number> | undefined
  private subscriptions = new Subscription()
  private stepping = false
  private failure: Error | undefined
  private nowMs = Number.NEGATIVE_INFINITY
  /** Round of what the step under way puts out. */
  private outRound = 0

  constructor({ topology, partition, config, serde, strict = false }: TaskOptions<C>) {
    this.id = `${topology.name}/${partition}`
    this.topology = topology
    this.partition = partition
    this.config = config
    this.serde = serde
    this.stores = new StoreSet(topology, strict)
    this.build()
  }

  /** Takes one record of a source at stream time `nowMs`. Its outputs wait in `takeOutputs`. */
  take(source: number, record: TaskInput, nowMs: number): void {
    this.order.record(source, record, nowMs)
    const entrance = this.sources[source]
    if (entrance === undefined) throw new RangeError(`${this.id} has no source ${source}`)
    this.outRound = this.roundAfter(record, nowMs)
    const error = this.step(nowMs, entrance, record)
    if (error !== undefined) this.putAside(record, error)
  }

  /** Wakes the topology at an event time, ms. */
  punctuate(timeMs: number): void {
    this.order.punctuation(timeMs)
    this.outRound = 0
    const error = this.punctuations === undefined ? undefined : this.step(timeMs, this.punctuations, timeMs)
    if (error !== undefined) {
      throw new StreamError('PUNCTUATION_FAILED', 'halt', `${this.id} failed at ${timeMs}: ${error.message}`, {
        cause: error,
      })
    }
  }

  /** Puts a record aside that the driver could not read. */
  refuse(
    source: number,
    record: DeadRecord & Pick<TaskInput, 'round' | 'timestamp'>,
    error: Error,
    nowMs: number,
  ): void {
    this.order.record(source, record, nowMs)
    this.nowMs = nowMs
    this.outRound = this.roundAfter(record, nowMs)
    this.putAside(record, error)
  }

  /** Throws what went wrong outside a step, an emission that came too late for example. The driver asks at each commit. */
  checkSound(): void {
    if (this.failure !== undefined) throw this.failure
  }

  /** Hands over what was emitted since the last call. */
  takeOutputs(): readonly TaskOutput[] {
    if (this.outbox.length === 0) return NOTHING
    const taken = this.outbox
    this.outbox = []
    return taken
  }

  /** A late record belongs to an earlier instant, and counts as one from outside in this one. */
  private roundAfter({ round, timestamp }: Pick<TaskInput, 'round' | 'timestamp'>, nowMs: number): number {
    return nextRound(timestamp === nowMs ? round : 0, this.id, nowMs)
  }

  private step<T>(nowMs: number, entrance: HotSource<T>, value: T): Error | undefined {
    if (this.failure !== undefined) throw this.failure
    const mark = this.outbox.length
    this.nowMs = nowMs
    this.stepping = true
    entrance.next(value)
    this.stepping = false
    const failure = this.failure as Error | undefined
    if (failure === undefined) {
      this.stores.journal.keep()
      return undefined
    }
    this.failure = undefined
    this.stores.journal.undo()
    this.outbox.length = mark
    // The failing operator has torn its stream down; all state is in the stores, so building anew loses nothing.
    this.build()
    if (failure instanceof TopologyError || (failure instanceof StreamError && failure.errorClass === 'halt'))
      throw failure
    return failure
  }

  private putAside(record: DeadRecord, error: Error): void {
    const letter = deadLetterOf(record, error, this.id, this.nowMs)
    this.push(topics.deadLetter, letter, record.traceId)
  }

  private fail(thrown: unknown): void {
    this.failure ??= asError(thrown)
  }

  private build(): void {
    this.subscriptions.unsubscribe()
    this.subscriptions = new Subscription()
    const { topology } = this
    this.sources = topology.sources.map((source) => new HotSource(topology.name, source.name))
    const punctuations = new HotSource<number>(topology.name, 'punctuation')
    this.punctuations = punctuations
    const streams = Object.fromEntries(topology.sources.map((source, i) => [source.name, this.sources[i]!.stream]))
    const context: Context<StoreMap, C> = {
      stores: this.stores.handles,
      config: this.config,
      punctuation: punctuations.stream,
      now: () => this.nowMs,
      run: (stream) => {
        this.subscriptions.add(stream.subscribe({ error: (error) => this.fail(error) }))
      },
    }
    const sinks = topology.build(streams, context)
    for (const { name, topic } of topology.sinks) {
      const stream = sinks[name]
      if (stream === undefined)
        throw new TopologyError('NO_STREAM', `topology ${topology.name}: build gave no stream for sink "${name}"`)
      this.subscriptions.add(
        stream.subscribe({ next: (output) => this.emit(name, topic, output), error: (error) => this.fail(error) }),
      )
    }
    for (const source of this.sources) source.seal()
    punctuations.seal()
    if (this.failure !== undefined) throw this.failure
  }

  private emit(sink: string, topic: Topic<unknown>, output: Output<unknown>): void {
    if (!this.stepping) {
      this.fail(
        new TopologyError(
          'LATE_EMISSION',
          `topology ${this.topology.name}: sink "${sink}" emitted outside a step; everything must be emitted synchronously`,
        ),
      )
      return
    }
    try {
      this.push(topic, output.value, output.traceId)
    } catch (error) {
      this.fail(error)
    }
  }

  private push(topic: Topic<unknown>, value: unknown, traceId: string | null): void {
    const timestamp = topic.timeOf(value)
    if (timestamp !== this.nowMs) {
      throw new TopologyError(
        'WRONG_EVENT_TIME',
        `topology ${this.topology.name}: a ${topic.name} record carries event time ${timestamp}, but the step is at ${this.nowMs}`,
      )
    }
    const headers: Record<string, string> = { 'event-type': topic.name, source: this.topology.name }
    if (traceId !== null) headers['trace-id'] = traceId
    if (this.outRound > 0) headers[ROUND_HEADER] = String(this.outRound)
    const key = topic.keyOf(value)
    const bytes = this.serde.encode(topic.codec, value)
    if (bytes.length > MAX_VALUE_BYTES) {
      throw new StreamError(
        'OUTPUT_TOO_LARGE',
        'dead-letter',
        `a ${topic.name} record for ${key} at ${timestamp} has ${bytes.length} bytes, and a record may have ${MAX_VALUE_BYTES}`,
      )
    }
    this.outbox.push({ topic, key, timestamp, headers, value: bytes, round: this.outRound })
  }
}

const NOTHING: readonly TaskOutput[] = []
