/** Reads all partitions the tasks of a process need: one fetch loop per broker, nothing fetched that nobody has room for. */
import type { Kafka } from 'kafkajs'
import { asError, StreamError } from '../../errors.ts'
import { Connection } from '../client/connection.ts'
import { Bell, sleep } from '../client/sleep.ts'
import { within } from '../client/within.ts'
import { type FetchedPartition, fetchCall } from '../protocol/fetch.ts'
import { Feed } from './feed.ts'
import type { InputQueue } from './input-queue.ts'
import type { KafkaRecord } from './kafka-record.ts'

export interface ReaderOptions {
  readonly kafka: Kafka
  readonly topicPrefix: string
  /** Topics that may be read. */
  readonly topics: readonly string[]
  /** Whether records get all their headers. Default: no; tasks need none of them. */
  readonly withHeaders?: boolean
  /** Learns the schemas the records name; null when all are known. Resolves when they are. */
  learn(records: readonly KafkaRecord[]): Promise<void> | null
  /** Told the greatest event time, ms, among records of a topic that have arrived. */
  onNewest(topic: string, timeMs: number, nowMs: number): void
  /** Told when records or the news of an end have arrived. */
  onArrival(): void
  /** Told of trouble that is being retried. */
  onError(error: StreamError): void
}

const MAX_WAIT_MS = 250
/** Wait while some task has no room: it may have some soon, and a fetch cannot be taken back. */
const SHORT_WAIT_MS = 5
const PARTITION_BYTES = 128 * 1024
const FETCH_BYTES = 8 * 1024 * 1024
const RETRY_MS = 100
/** A broker that has not answered so long after the wait it was asked for is asked anew, ms. */
const ANSWER_MS = 5_000

/** Code of a fetched partition that begins behind, or ends before, the offset asked for; other errors are of the moment. */
const OFFSET_OUT_OF_RANGE = 1

export class Reader {
  private readonly options: ReaderOptions
  private connection: Connection
  private readonly feeds = new Map<string, Feed>()
  private readonly loops = new Map<string, { readonly bell: Bell; readonly ended: Promise<void> }>()
  private readonly stopping = new AbortController()

  constructor(options: ReaderOptions) {
    this.options = options
    this.connection = new Connection(options.kafka)
  }

  async open(): Promise<void> {
    await this.openAnew(this.connection)
  }

  async close(): Promise<void> {
    this.stopping.abort()
    for (const { bell } of this.loops.values()) bell.ring()
    await this.connection.close()
    await Promise.all([...this.loops.values()].map(({ ended }) => ended))
  }

  add(queue: InputQueue): void {
    const name = `${queue.topic}/${queue.partition}`
    let feed = this.feeds.get(name)
    if (feed === undefined) {
      feed = new Feed(queue.topic, queue.partition, this.options.withHeaders ?? false)
      this.feeds.set(name, feed)
    }
    feed.add(queue)
    this.startLoops()
    this.nudge()
  }

  remove(queue: InputQueue): void {
    const name = `${queue.topic}/${queue.partition}`
    const feed = this.feeds.get(name)
    feed?.remove(queue)
    if (feed?.isEmpty) this.feeds.delete(name)
  }

  /** Says that this process has committed records of a partition up to an offset. */
  announce(topic: string, partition: number, end: number): void {
    this.feeds.get(`${topic}/${partition}`)?.announce(end)
  }

  /** Says that queues have room again. */
  nudge(): void {
    for (const { bell } of this.loops.values()) bell.ring()
  }

  private startLoops(): void {
    for (const feed of this.feeds.values()) {
      const node = this.nodeOf(feed)
      if (node === null || this.loops.has(node)) continue
      const bell = new Bell()
      this.loops.set(node, { bell, ended: this.loop(node, bell) })
    }
  }

  private nodeOf({ topic, partition }: Feed): string | null {
    try {
      return this.connection.leaderOf(this.options.topicPrefix + topic, partition)
    } catch {
      return null
    }
  }

  private async loop(node: string, bell: Bell): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const { asked, skipped } = this.ask(node)
        if (asked.size === 0) {
          await bell.wait(MAX_WAIT_MS)
          continue
        }
        await this.fetch(node, asked, skipped ? SHORT_WAIT_MS : MAX_WAIT_MS)
      } catch {
        if (this.stopping.signal.aborted) return
        await sleep(RETRY_MS, this.stopping.signal)
        await this.relearn()
      }
    }
  }

  private ask(node: string): { readonly asked: ReadonlyMap<Feed, number>; readonly skipped: boolean } {
    const asked = new Map<Feed, number>()
    let skipped = false
    for (const feed of this.feeds.values()) {
      if (this.nodeOf(feed) !== node) continue
      const offset = feed.nextOffset()
      if (offset === null) skipped = true
      else asked.set(feed, offset)
    }
    return { asked, skipped }
  }

  private async fetch(node: string, asked: ReadonlyMap<Feed, number>, maxWaitMs: number): Promise<void> {
    const byTopic = new Map<string, { partition: number; offset: number; maxBytes: number }[]>()
    for (const [{ topic, partition }, offset] of asked) {
      const partitions = byTopic.get(topic) ?? []
      partitions.push({ partition, offset, maxBytes: PARTITION_BYTES })
      byTopic.set(topic, partitions)
    }
    const { topicPrefix } = this.options
    const topics = [...byTopic].map(([topic, partitions]) => ({ topic: topicPrefix + topic, partitions }))
    const call = fetchCall({ maxWaitMs, maxBytes: FETCH_BYTES, topics })
    const answers = await within(maxWaitMs + ANSWER_MS, 'a fetch', this.connection.fetch(node, call))
    const nowMs = performance.now()
    let moved = false
    for (const answer of answers) {
      const feed = this.feeds.get(`${answer.topic.slice(topicPrefix.length)}/${answer.partition}`)
      const from = feed === undefined ? undefined : asked.get(feed)
      if (feed === undefined || from === undefined) continue
      if (answer.errorCode !== 0 && answer.errorCode !== OFFSET_OUT_OF_RANGE) {
        moved = true
        continue
      }
      try {
        this.receive(feed, answer, from, nowMs)
      } catch (error) {
        // What cannot be read now cannot be read later either: the tasks that need it halt, the others go on.
        feed.fail(asError(error))
      }
    }
    this.options.onArrival()
    if (moved) throw new StreamError('MOVED', 'retry', 'a partition has moved to another broker')
  }

  private receive(feed: Feed, answer: FetchedPartition, from: number, nowMs: number): void {
    if (answer.errorCode === OFFSET_OUT_OF_RANGE) throw inputLost(answer, from)
    const { records, nextOffset } = feed.open(answer, from, nowMs)
    const deliver = () => {
      let newestMs = Number.NEGATIVE_INFINITY
      for (const { timestamp } of records) newestMs = Math.max(newestMs, timestamp)
      if (records.length > 0) this.options.onNewest(feed.topic, newestMs, nowMs)
      feed.deliver(records, from, nextOffset, answer.lastStableOffset, nowMs)
    }
    const learning = records.length === 0 ? null : this.options.learn(records)
    if (learning === null) {
      deliver()
      return
    }
    feed.blocked = true
    const told = () => {
      this.options.onArrival()
      this.nudge()
    }
    learning.then(
      () => {
        feed.blocked = false
        deliver()
        told()
      },
      (error: unknown) => {
        feed.fail(asError(error))
        told()
      },
    )
  }

  private openAnew(connection: Connection): Promise<void> {
    return connection.open(this.options.topics.map((topic) => this.options.topicPrefix + topic))
  }

  private async relearn(): Promise<void> {
    try {
      // A cut connection may leave kafkajs waiting for an answer that cannot come: a new one owes nothing.
      const fresh = new Connection(this.options.kafka)
      await within(ANSWER_MS, 'connecting', this.openAnew(fresh)).catch((error: unknown) => {
        closeQuietly(fresh)
        throw error
      })
      closeQuietly(this.stopping.signal.aborted ? fresh : this.connection)
      if (this.stopping.signal.aborted) return
      this.connection = fresh
      this.startLoops()
    } catch (error) {
      this.options.onError(
        new StreamError(
          'CLUSTER_AWAY',
          'retry',
          `the cluster cannot be reached, trying again: ${asError(error).message}`,
        ),
      )
    }
  }
}

function closeQuietly(connection: Connection): void {
  connection.close().catch(() => undefined)
}

function inputLost({ topic, partition, logStartOffset }: FetchedPartition, from: number): StreamError {
  return new StreamError(
    'INPUT_LOST',
    'halt',
    `${topic}/${partition} begins at offset ${logStartOffset}, but ${from} was not taken yet: ` +
      'the broker has deleted records before they were read; rebuild from the inputs, or keep them longer',
  )
}
