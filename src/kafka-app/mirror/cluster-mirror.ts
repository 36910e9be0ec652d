/** A cluster's topics in a temporary folder, where everything that reads a data folder can read them. */
import type { LogRecord, TopicStorage } from '../../runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../runtime/embedded/topic-reader.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import { orderTopic, topics } from '../../topics.ts'
import { topologies } from '../../topologies/index.ts'
import { ClusterFollower, type FollowerOptions, type FollowerStatus } from './cluster-follower.ts'
import { LocalValues } from './local-values.ts'
import { claimMirrorFolder, type MirrorFolder } from './mirror-folder.ts'
import { KEPT_TICKS, MirrorStorage } from './mirror-storage.ts'
import type { FollowedTopic } from './open-queues.ts'

/** Event times beyond it cannot be kept, ms: the year 275760. */
const LATEST_MS = 8.64e15 - 1

export interface MirrorOptions extends Pick<FollowerOptions, 'cluster' | 'schemas' | 'onError'> {
  readonly jsonDoor: ReadonlySet<string>
}

export class ClusterMirror {
  readonly reader: TopicReader<TopicStorage>
  private readonly folder: MirrorFolder
  private readonly storage: MirrorStorage
  private readonly values: LocalValues
  private follower: ClusterFollower | null = null
  private newestTickMs = Number.NEGATIVE_INFINITY
  private newestMs = Number.NEGATIVE_INFINITY
  private readonly orders = new Map<string, { records: number; timeMs: number }>()

  private constructor({ schemas, jsonDoor }: MirrorOptions, folder: MirrorFolder) {
    this.folder = folder
    this.storage = new MirrorStorage({ folder: folder.path })
    this.reader = new TopicReader<TopicStorage>(this.storage)
    this.values = new LocalValues({ registry: schemas, jsonDoor })
  }

  /**
   * Begins to follow, from the beginning of every topic but of market.tick, of which the newest are read. Throws where a
   * topic is missing, the cluster does not answer, or there is no room for the folder.
   */
  static async open(options: MirrorOptions): Promise<ClusterMirror> {
    const mirror = new ClusterMirror(options, await claimMirrorFolder())
    try {
      mirror.follower = await ClusterFollower.open({
        ...options,
        topics: followed(),
        take: (records) => mirror.write(records),
      })
      return mirror
    } catch (error) {
      await mirror.close()
      throw error
    }
  }

  /** What topologies have taken: records of their order topics since the mirror began, and the event time of the last. */
  get progress(): ReadonlyMap<string, { readonly records: number; readonly timeMs: number }> {
    return this.orders
  }

  /** As the follower's. */
  get ends(): ReadonlyMap<string, number> {
    return this.follower?.ends ?? new Map()
  }

  get status(): FollowerStatus {
    return this.follower?.status ?? { awaySinceMs: null, trouble: null, isCatchingUp: true }
  }

  /** Ends the following, and removes the folder. */
  async close(): Promise<void> {
    await this.follower?.close()
    await this.storage.close()
    await this.folder.remove()
  }

  private write(taken: readonly KafkaRecord[]): void {
    const records = new Map<string, LogRecord[]>()
    for (const record of taken) {
      const { topic, key, headers = {} } = record
      const timestamp = Math.max(-LATEST_MS, Math.min(record.timestamp, LATEST_MS))
      const topology = TOPOLOGIES.get(topic)
      if (topology !== undefined) {
        // That they come is all there is to know of them: keeping them would take more room than all else.
        this.orders.set(topology, { records: (this.orders.get(topology)?.records ?? 0) + 1, timeMs: timestamp })
        continue
      }
      let list = records.get(topic)
      if (list === undefined) {
        list = []
        records.set(topic, list)
      }
      list.push({ key, timestamp, headers, value: this.values.valueOf(record) })
      this.newestMs = Math.max(this.newestMs, timestamp)
      if (topic === topics.marketTick.name) this.newestTickMs = Math.max(this.newestTickMs, timestamp)
    }
    if (records.size === 0) return
    // An operator's word carries the time of the clock, which need not be that of what is played.
    const timeMs = Number.isFinite(this.newestTickMs) ? this.newestTickMs : this.newestMs
    this.storage.write({ records, schemas: this.values.schemas, timeMs })
  }
}

/** Topology of each order topic. */
const TOPOLOGIES: ReadonlyMap<string, string> = new Map(topologies.map(({ name }) => [orderTopic(name).name, name]))
/** Enough of an order topic to see when it was last written to: the end of a transaction takes an offset too. */
const LAST_ORDERS = 20

function followed(): readonly FollowedTopic[] {
  return [
    ...Object.values(topics).map(({ name }) => {
      return { name, startAt: name === topics.marketTick.name ? { last: KEPT_TICKS } : ('beginning' as const) }
    }),
    // One that a cluster runs no topology for may be missing.
    ...[...TOPOLOGIES.keys()].map((name) => ({ name, startAt: { last: LAST_ORDERS }, isOptional: true })),
  ]
}
