/** Follows the topics of a cluster into a temporary folder, where everything that reads a data folder can read them. */
import { setImmediate as turn } from 'node:timers/promises'
import type { LogRecord, TopicStorage } from '../../runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../runtime/embedded/topic-reader.ts'
import { asError, StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { Bell, sleep } from '../../runtime/kafka/client/sleep.ts'
import type { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import { Reader } from '../../runtime/kafka/reading/reader.ts'
import type { KafkaSchemas } from '../../runtime/kafka/registry/kafka-schemas.ts'
import { topics } from '../../topics.ts'
import { LocalValues } from './local-values.ts'
import { claimMirrorFolder, type MirrorFolder } from './mirror-folder.ts'
import { KEPT_TICKS, MirrorStorage } from './mirror-storage.ts'
import { behindTheLost, openQueues } from './open-queues.ts'
import { takeInstants } from './take-instants.ts'

/** Records of one step: the process answers its askers between two. */
const STEP_RECORDS = 4_096
/** Pause between two steps while no more is there: what trickles in is written together, ms. */
const PAUSE_MS = 50
const LOOK_EVERY_MS = 250
/** A partition that was asked for and has not answered for so long is away, ms; its broker answers every 250 ms. */
const AWAY_AFTER_MS = 3_000
const RETRY_MS = 1_000
/** Event times beyond it cannot be kept, ms: the year 275760. */
const LATEST_MS = 8.64e15 - 1

export interface MirrorOptions {
  readonly cluster: ClusterOptions
  readonly schemas: KafkaSchemas
  readonly jsonDoor: ReadonlySet<string>
  /** Of market.tick about so many are read and kept; the older ones make way. */
  readonly keptTicks?: number
  /** Told of trouble; all but `halt` is being taken care of. */
  onError(error: StreamError): void
}

/** How a mirror stands to its cluster. */
export interface MirrorStatus {
  /** Unix ms of the last answer of the part of the cluster that is silent longest; null while all of it answers. */
  readonly awaySinceMs: number | null
  /** What keeps it from following for good; null while it follows. */
  readonly trouble: string | null
  /** Whether records are known of that were not taken yet. */
  readonly isCatchingUp: boolean
}

export class ClusterMirror {
  readonly reader: TopicReader<TopicStorage>
  private readonly options: MirrorOptions
  private readonly folder: MirrorFolder
  private readonly storage: MirrorStorage
  private readonly values: LocalValues
  private readonly bell = new Bell()
  private readonly stopping = new AbortController()
  private readonly kafka: Reader
  private queues: readonly InputQueue[]
  private trouble: string | null = null
  private newestTickMs = Number.NEGATIVE_INFINITY
  private newestMs = Number.NEGATIVE_INFINITY
  private running: Promise<void> = Promise.resolve()

  private constructor(options: MirrorOptions, queues: readonly InputQueue[], folder: MirrorFolder) {
    const { cluster, schemas, jsonDoor, keptTicks = KEPT_TICKS } = options
    this.options = options
    this.queues = queues
    this.folder = folder
    this.storage = new MirrorStorage({ folder: folder.path, keptTicks })
    this.reader = new TopicReader<TopicStorage>(this.storage)
    this.values = new LocalValues({ registry: schemas, jsonDoor })
    this.kafka = new Reader({
      kafka: kafkaClient(cluster),
      topicPrefix: cluster.topicPrefix ?? '',
      topics: NAMES,
      withHeaders: true,
      learn: (records) => schemas.learn(records),
      onNewest: () => undefined,
      onArrival: () => this.bell.ring(),
      onError: (error) => options.onError(error),
    })
  }

  /**
   * Begins to follow, from the beginning of every topic, as nobody of a group: no member waits for it or hears of it.
   * Throws where a topic is missing, the cluster does not answer, or there is no room for the folder.
   */
  static async open(options: MirrorOptions): Promise<ClusterMirror> {
    const queues = await openQueues(options.cluster, NAMES, options.keptTicks ?? KEPT_TICKS)
    const folder = await claimMirrorFolder()
    const mirror = new ClusterMirror(options, queues, folder)
    try {
      await mirror.kafka.open()
    } catch (error) {
      await mirror.close()
      throw error
    }
    for (const queue of queues) {
      queue.checkedMs = performance.now()
      mirror.kafka.add(queue)
    }
    mirror.running = mirror.follow()
    return mirror
  }

  get status(): MirrorStatus {
    const nowMs = performance.now()
    const silent = this.queues.filter(({ wantsMore, checkedMs }) => wantsMore && nowMs - checkedMs > AWAY_AFTER_MS)
    return {
      awaySinceMs: silent.length === 0 ? null : unixOf(Math.min(...silent.map(({ checkedMs }) => checkedMs))),
      trouble: this.trouble,
      isCatchingUp: this.trouble === null && this.queues.some(({ isBehind, size }) => isBehind || size > 0),
    }
  }

  /** Ends the following, and removes the folder. */
  async close(): Promise<void> {
    this.stopping.abort()
    this.bell.ring()
    await this.kafka.close()
    await this.running
    await this.storage.close()
    await this.folder.remove()
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      try {
        await this.replaceLost()
        const taken = takeInstants(this.queues, STEP_RECORDS)
        if (taken.length > 0) {
          this.write(taken)
          this.kafka.nudge()
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
          this.options.onError(new StreamError('MIRROR_STANDS', 'halt', error.message, { cause: error }))
          return
        }
      }
    }
  }

  private write(taken: readonly KafkaRecord[]): void {
    const records = new Map<string, LogRecord[]>()
    for (const record of taken) {
      const { topic, key, headers = {} } = record
      const timestamp = Math.max(-LATEST_MS, Math.min(record.timestamp, LATEST_MS))
      let list = records.get(topic)
      if (list === undefined) {
        list = []
        records.set(topic, list)
      }
      list.push({ key, timestamp, headers, value: this.values.valueOf(record) })
      this.newestMs = Math.max(this.newestMs, timestamp)
      if (topic === topics.marketTick.name) this.newestTickMs = Math.max(this.newestTickMs, timestamp)
    }
    // An operator's word carries the time of the clock, which need not be that of what is played.
    const timeMs = Number.isFinite(this.newestTickMs) ? this.newestTickMs : this.newestMs
    this.storage.write({ records, schemas: this.values.schemas, timeMs })
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
      this.kafka.remove(queue)
      next.checkedMs = performance.now()
      this.queues = this.queues.map((one) => (one === queue ? next : one))
      this.kafka.add(next)
    }
  }
}

/** Unix ms of a time on the clock of `performance.now()`: the same at every look. */
function unixOf(ms: number): number {
  return Math.round(performance.timeOrigin + ms)
}

const NAMES: readonly string[] = Object.values(topics).map(({ name }) => name)
