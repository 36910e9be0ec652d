/** Follows topics of a cluster: hands every committed record over once, by event time, as nobody of a group. */
import { setImmediate as turn } from 'node:timers/promises'
import { asError, StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { Bell, sleep } from '../../runtime/kafka/client/sleep.ts'
import type { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import { Reader } from '../../runtime/kafka/reading/reader.ts'
import type { KafkaSchemas } from '../../runtime/kafka/registry/kafka-schemas.ts'
import { behindTheLost, type FollowedTopic, openQueues } from './open-queues.ts'
import { takeInstants } from './take-instants.ts'

/** Records of one step: the process answers its askers between two. */
const STEP_RECORDS = 4_096
/** Pause between two steps while no more is there: what trickles in is taken together, ms. */
const PAUSE_MS = 50
const LOOK_EVERY_MS = 250
/** A partition that was asked for and has not answered for so long is away, ms; its broker answers every 250 ms. */
const AWAY_AFTER_MS = 3_000
const RETRY_MS = 1_000
/** Records to read, after the end was reached once, that are more than a moment's. */
const FAR_BEHIND = 50_000

export interface FollowerOptions {
  readonly cluster: ClusterOptions
  readonly schemas: KafkaSchemas
  readonly topics: readonly FollowedTopic[]
  /** Takes records; their schemas are known. What it throws ends the following. */
  take(records: readonly KafkaRecord[]): void
  /** Told of trouble; all but `halt` is being taken care of. */
  onError(error: StreamError): void
}

/** How a follower stands to its cluster. */
export interface FollowerStatus {
  /** Unix ms of the last answer of the part of the cluster that is silent longest; null while all of it answers. */
  readonly awaySinceMs: number | null
  /** What keeps it from following for good; null while it follows. */
  readonly trouble: string | null
  /** Whether it has not reached the end yet, or has fallen far behind it. */
  readonly isCatchingUp: boolean
}

export class ClusterFollower {
  private readonly options: FollowerOptions
  private readonly bell = new Bell()
  private readonly stopping = new AbortController()
  private readonly reader: Reader
  private queues: readonly InputQueue[]
  private trouble: string | null = null
  private hasCaughtUp = false
  private running: Promise<void> = Promise.resolve()

  private constructor(options: FollowerOptions, queues: readonly InputQueue[]) {
    const { cluster, schemas } = options
    this.options = options
    this.queues = queues
    this.reader = new Reader({
      kafka: kafkaClient(cluster),
      topicPrefix: cluster.topicPrefix ?? '',
      topics: [...new Set(queues.map(({ topic }) => topic))],
      withHeaders: true,
      learn: (records) => schemas.learn(records),
      onNewest: () => undefined,
      onArrival: () => this.bell.ring(),
      onError: (error) => options.onError(error),
    })
  }

  /** Begins to follow. Throws where a topic is missing or the cluster does not answer. */
  static async open(options: FollowerOptions): Promise<ClusterFollower> {
    const queues = await openQueues(options.cluster, options.topics)
    const follower = new ClusterFollower(options, queues)
    try {
      await follower.reader.open()
    } catch (error) {
      await follower.close()
      throw error
    }
    for (const queue of queues) {
      queue.checkedMs = performance.now()
      follower.reader.add(queue)
    }
    follower.running = follower.follow()
    return follower
  }

  get status(): FollowerStatus {
    const nowMs = performance.now()
    const silent = this.queues.filter(({ wantsMore, checkedMs }) => wantsMore && nowMs - checkedMs > AWAY_AFTER_MS)
    return {
      awaySinceMs: silent.length === 0 ? null : unixOf(Math.min(...silent.map(({ checkedMs }) => checkedMs))),
      trouble: this.trouble,
      isCatchingUp: this.trouble === null && this.isCatchingUp(),
    }
  }

  /** Where the partitions end, by `topic/partition`, as far as that was heard. */
  get ends(): ReadonlyMap<string, number> {
    const known = this.queues.filter(({ end }) => end !== null)
    return new Map(known.map(({ topic, partition, end }) => [`${topic}/${partition}`, end ?? 0]))
  }

  /** What trickles in keeps a queue or two busy at any moment: behind is who has much to read. */
  private isCatchingUp(): boolean {
    if (!this.hasCaughtUp) this.hasCaughtUp = this.queues.every(({ isBehind, size }) => !isBehind && size === 0)
    return !this.hasCaughtUp || this.queues.reduce((sum, { lag }) => sum + lag, 0) > FAR_BEHIND
  }

  /** Ends the following; nothing is handed over any more when it resolves. */
  async close(): Promise<void> {
    this.stopping.abort()
    this.bell.ring()
    await this.reader.close()
    await this.running
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      try {
        await this.replaceLost()
        const taken = takeInstants(this.queues, STEP_RECORDS)
        if (taken.length > 0) {
          this.options.take(taken)
          this.reader.nudge()
        }
        if (taken.length >= STEP_RECORDS) await turn()
        else {
          if (taken.length > 0) await sleep(PAUSE_MS, signal)
          await this.bell.wait(LOOK_EVERY_MS)
        }
      } catch (thrown) {
        const error = asError(thrown)
        if (signal.aborted) return
        if (error instanceof StreamError && error.errorClass === 'retry') await sleep(RETRY_MS, signal)
        else {
          this.trouble = error.message
          this.options.onError(new StreamError('NOT_FOLLOWED', 'halt', error.message, { cause: error }))
          return
        }
      }
    }
  }

  /** Goes on behind what the broker has deleted; throws where nothing helps. */
  private async replaceLost(): Promise<void> {
    for (const queue of this.queues) {
      const { failure } = queue
      if (failure === null || queue.size > 0) continue
      if (!(failure instanceof StreamError) || failure.code !== 'INPUT_LOST') throw failure
      const next = await behindTheLost(this.options.cluster, queue).catch((error: unknown) => {
        throw error instanceof StreamError
          ? error
          : new StreamError('CLUSTER_AWAY', 'retry', asError(error).message, { cause: error })
      })
      const { topic, partition, position } = queue
      const lost = `offsets ${position} to ${next.position - 1} of ${topic}/${partition} were deleted before they were read`
      this.options.onError(new StreamError('INPUT_LOST', 'retry', `${lost}: they are not shown`))
      this.reader.remove(queue)
      next.checkedMs = performance.now()
      this.queues = this.queues.map((one) => (one === queue ? next : one))
      this.reader.add(next)
    }
  }
}

/** Unix ms of a time on the clock of `performance.now()`: the same at every look. */
function unixOf(ms: number): number {
  return Math.round(performance.timeOrigin + ms)
}
