/** The embedded driver: runs topologies over a storage, exactly in event time, one atomic commit after another. */
import { setImmediate } from 'node:timers/promises'
import { Serde } from '../../records/serde.ts'
import { orderTopic, topics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'
import type { Topology } from '../../topology/topology.ts'
import { StreamError } from '../errors.ts'
import type { Observer } from '../observer.ts'
import { MAX_IDLE_PUNCTUATIONS } from '../punctuation.ts'
import { Committer } from './committer.ts'
import { Dataflow } from './dataflow.ts'
import { type ExternalRecord, type ExternalSource, headersOf, instants } from './external-source.ts'
import { LocalSchemas } from './local-schemas.ts'
import { checkFolder, META } from './meta.ts'
import { restoreTasks } from './restore.ts'
import type { QueuedRecord, Storage } from './storage/storage.ts'
import { tell } from './tell-observers.ts'

export interface EmbeddedOptions<C> {
  readonly topologies: readonly Topology<C>[]
  readonly config: C
  /** Identifies the configuration; goes to the order topics, and a folder goes on only with the same. */
  readonly configDigest: string
  readonly storage: Storage
  /** Topics the connectors write that no topology names. */
  readonly extraTopics?: readonly Topic<unknown>[]
  /** Default 1: one process gains nothing from more. The result does not depend on it. */
  readonly partitions?: number
  /** Inputs between two commits of an unpaced run; without it as many as the changed entries are worth, see `isCommitDue`. */
  readonly commitEvery?: number
}

export interface RunOptions {
  readonly signal?: AbortSignal
  /** Waits until an event time may be taken; a paced run commits at every instant. */
  readonly pace?: (timeMs: number) => Promise<void>
  /** Told after each commit. */
  readonly onProgress?: (progress: Progress) => void
  /** Shown the records of their topics after each commit, before `onProgress`. */
  readonly observers?: readonly Observer[]
}

export interface Progress {
  /** External records taken since the folder was begun. */
  readonly records: number
  /** Stream time, ms. */
  readonly timeMs: number
}

/** How a run ended: at the end of its source, or because it was told to stop. */
export type RunEnd = 'completed' | 'stopped'

const INBOX_BATCH = 1000
/** Inputs that pay for writing one changed entry, those before which no commit comes, and after which one does. */
const INPUTS_PER_ENTRY = 3
const MIN_UNCOMMITTED = 16_384
const MAX_UNCOMMITTED = 131_072

export class EmbeddedRuntime<C> {
  readonly dataflow: Dataflow<C>
  private readonly storage: Storage
  private readonly serde: Serde
  private readonly committer: Committer<C>
  private readonly commitEvery: number | null
  private nowMs: number | null
  private position: number

  /** Restores every task from the storage. Throws where the folder was written by another configuration or version. */
  constructor(options: EmbeddedOptions<C>) {
    const { storage, topologies, config, configDigest, partitions = 1 } = options
    this.storage = storage
    this.commitEvery = options.commitEvery ?? null
    checkFolder(storage, { configDigest, partitions })
    const schemas = new LocalSchemas(storage.meta(META.schemas))
    this.serde = new Serde(schemas)
    const extraTopics = [
      ...Object.values(topics),
      ...topologies.map(({ name }) => orderTopic(name)),
      ...(options.extraTopics ?? []),
    ]
    const endOffset = (topic: string, partition: number) => storage.endOffset(topic, partition)
    this.dataflow = new Dataflow({ topologies, config, serde: this.serde, extraTopics, partitions, endOffset })
    for (const { topic } of [...this.dataflow.logs.values()].flat()) schemas.idOf(topic.codec)
    restoreTasks(this.dataflow, storage)
    this.committer = new Committer({
      dataflow: this.dataflow,
      storage,
      serde: this.serde,
      schemas,
      config,
      configDigest,
      partitions,
    })
    const clock = storage.meta(META.clock)
    this.nowMs = clock === undefined ? null : Number(clock)
    this.position = Number(storage.meta(META.position) ?? 0)
    if (this.nowMs !== null) this.dataflow.schedulePunctuations(this.nowMs)
  }

  /** External records taken so far, over all runs of the folder. */
  get records(): number {
    return this.position
  }

  /** Takes the source to its end, or until the signal. What was not committed by then is taken again by the next run. */
  async run(source: ExternalSource, { signal, pace, onProgress, observers = [] }: RunOptions = {}): Promise<RunEnd> {
    this.checkSource(source.fingerprint)
    let sinceCommit = 0
    for await (const batch of source.open(this.position)) {
      for (const [timeMs, records] of instants(batch)) {
        await pace?.(timeMs)
        if (signal?.aborted) return 'stopped'
        this.takeUpTo(timeMs)
        for (const record of records) this.offer(record)
        this.position += records.length
        sinceCommit += records.length
        this.takeInstant(timeMs)
        if (pace === undefined && !this.isCommitDue(sinceCommit)) continue
        sinceCommit = 0
        this.commit(source.fingerprint, observers)
        onProgress?.({ records: this.position, timeMs })
        await setImmediate()
      }
    }
    if (signal?.aborted) return 'stopped'
    this.commit(source.fingerprint, observers)
    if (this.nowMs !== null) onProgress?.({ records: this.position, timeMs: this.nowMs })
    return 'completed'
  }

  /**
   * A commit writes every entry that changed since the last one. With ten thousand symbols that is most of them, so it
   * waits until some inputs have paid for each. A function of the input alone: a run that was killed commits at the same
   * instants as one that was not.
   */
  private isCommitDue(sinceCommit: number): boolean {
    if (this.commitEvery !== null) return sinceCommit >= this.commitEvery
    if (sinceCommit < MIN_UNCOMMITTED) return false
    return sinceCommit >= MAX_UNCOMMITTED || sinceCommit >= INPUTS_PER_ENTRY * this.dataflow.changedEntries
  }

  private takeInstant(timeMs: number): void {
    if (this.nowMs === null) this.dataflow.schedulePunctuations(timeMs)
    this.nowMs = timeMs
    this.dataflow.takeInstant(timeMs)
  }

  /** Takes the punctuations that lie before an instant. */
  private takeUpTo(timeMs: number): void {
    if (this.nowMs !== null && timeMs < this.nowMs) {
      throw new StreamError('SOURCE_UNSORTED', 'halt', `the source went back in time, from ${this.nowMs} to ${timeMs}`)
    }
    for (let taken = 0; ; taken++) {
      const due = this.dataflow.nextPunctuation(timeMs)
      if (due === null || due === timeMs) return
      if (taken === MAX_IDLE_PUNCTUATIONS) {
        this.dataflow.schedulePunctuations(timeMs - 1)
        return
      }
      this.takeInstant(due)
    }
  }

  private offer({ topic, key, timestamp, value, source }: ExternalRecord): void {
    const headers = headersOf(topic, source)
    if (Buffer.isBuffer(value)) {
      this.dataflow.offer(topic, key, timestamp, headers, value)
      return
    }
    const { codec } = this.dataflow.logsOf(topic)[0]!.topic
    this.dataflow.offer(topic, key, timestamp, headers, this.serde.encode(codec, value), value)
  }

  /** Commits, and takes what other processes have put into the inbox, however much that is. */
  private commit(fingerprint: string, observers: readonly Observer[]): void {
    for (;;) {
      const taken = this.takeInbox()
      const { nowMs, position } = this
      const appends = this.committer.commit({ nowMs, position, fingerprint, inboxTaken: taken.at(-1)?.sequence ?? 0 })
      if (observers.length > 0) tell(observers, appends, this.serde)
      if (taken.length < INBOX_BATCH) return
    }
  }

  /** Takes waiting inbox records at the instant that has been reached; before the first instant they wait. */
  private takeInbox(): readonly QueuedRecord[] {
    const { nowMs } = this
    const taken = nowMs === null ? [] : this.storage.inbox(INBOX_BATCH)
    if (nowMs === null || taken.length === 0) return taken
    for (const { topic, key, timestamp, headers, value } of taken) {
      this.dataflow.offer(topic, key, timestamp, headers, value ?? Buffer.alloc(0))
    }
    this.takeInstant(nowMs)
    return taken
  }

  private checkSource(fingerprint: string): void {
    const known = this.storage.meta(META.source)
    if (known === undefined || known === fingerprint) return
    throw new StreamError(
      'OTHER_SOURCE',
      'halt',
      'this data folder was begun with other input (candles, signals, symbols or times): run with the same again, use another --data, or start over with --fresh',
    )
  }
}
