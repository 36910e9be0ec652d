/** A cluster to look at and to give orders to: its topics as a data folder would have them, and the ways back into it. */
import { setTimeout as wait } from 'node:timers/promises'
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import type { ControlCommand } from '../../records/generated.ts'
import type { TopicStorage } from '../../runtime/embedded/storage/storage.ts'
import type { TopicReader } from '../../runtime/embedded/topic-reader.ts'
import { StreamError } from '../../runtime/errors.ts'
import { KafkaSchemas } from '../../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../../runtime/kafka/registry/registry-client.ts'
import { topics } from '../../topics.ts'
import { clusterOptions, registryUrl, withCluster } from '../cluster.ts'
import { publishControl } from '../publish-control.ts'
import type { FollowerStatus } from './cluster-follower.ts'
import { ClusterMirror } from './cluster-mirror.ts'
import { GroupLag } from './group-lag.ts'
import { type RecordPlace, redriveRecord } from './redrive.ts'

/** Whoever gives an order waits so long for a cluster or a registry that is away, ms. */
const ORDER_MS = 15_000

export interface ClusterView {
  /** The topics; it grows as the cluster's do. */
  readonly reader: TopicReader<TopicStorage>
  /** What it is of, for people. */
  readonly name: string
  status(): FollowerStatus
  /** As the mirror's. */
  progress(): ClusterMirror['progress']
  /** As `GroupLag`'s. */
  lags(): GroupLag['byTopology']
  /** As `publishControl`; gives up after a quarter of a minute. */
  control(command: ControlCommand): Promise<void>
  /** As `redriveRecord`; gives up after a quarter of a minute. */
  redrive(place: RecordPlace): Promise<void>
  close(): Promise<void>
}

/** Throws where no cluster or registry is named, topics are missing, or the cluster does not answer. */
export async function viewCluster(kafka: KafkaSettings, onError: (error: StreamError) => void): Promise<ClusterView> {
  const stopping = new AbortController()
  const schemas = new KafkaSchemas({
    client: new RegistryClient({ url: registryUrl(kafka) }),
    topicPrefix: kafka.topicPrefix,
    onError,
    signal: stopping.signal,
  })
  const jsonDoor = new Set(kafka.jsonDoor ? [topics.aiSignal.name] : [])
  const mirror = await withCluster(kafka, (cluster) => ClusterMirror.open({ cluster, schemas, jsonDoor, onError }))
  const cluster = clusterOptions(kafka)
  const lag = new GroupLag({ cluster, app: kafka.app, ends: () => mirror.ends })
  const prefix = kafka.topicPrefix === '' ? '' : `, prefix ${kafka.topicPrefix}`
  return {
    reader: mirror.reader,
    name: `Kafka at ${kafka.brokers.join(', ')}${prefix}`,
    status: () => mirror.status,
    progress: () => mirror.progress,
    lags: () => lag.byTopology,
    control: (command) => {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(ORDER_MS)])
      return inTime(publishControl(kafka, command, { onError, signal }))
    },
    redrive: (place) => inTime(withCluster(kafka, () => redriveRecord(place, { cluster, schemas, jsonDoor }))),
    async close() {
      stopping.abort()
      lag.close()
      await mirror.close()
    },
  }
}

/** What takes longer may still happen, and whoever asked is told so. */
async function inTime(doing: Promise<void>): Promise<void> {
  const giveUp = new AbortController()
  const late = wait(ORDER_MS, undefined, { signal: giveUp.signal }).then(() => {
    const message = `the cluster has not confirmed it within ${ORDER_MS / 1_000} s: look in the log whether it was taken`
    throw new StreamError('CLUSTER_AWAY', 'retry', message)
  })
  try {
    await Promise.race([doing, late])
  } finally {
    giveUp.abort()
    late.catch(() => undefined)
    doing.catch(() => undefined)
  }
}
