/** Follows topics of a cluster and hands their values over, decoded; those that cannot be read are dead letters somewhere. */
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import { Serde } from '../../records/serde.ts'
import type { StreamError } from '../../runtime/errors.ts'
import { KafkaSchemas } from '../../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../../runtime/kafka/registry/registry-client.ts'
import { ReplaySchemas } from '../../runtime/replay/replay-schemas.ts'
import { topics as allTopics } from '../../topics.ts'
import type { Topic } from '../../topology/topic.ts'
import { registryUrl, withCluster } from '../cluster.ts'
import { ClusterFollower } from './cluster-follower.ts'
import type { FollowedTopic } from './open-queues.ts'

export interface FollowOptions {
  readonly topics: readonly (readonly [topic: Topic<unknown>, startAt: FollowedTopic['startAt']])[]
  take(topic: Topic<unknown>, value: unknown): void
  /** Told of trouble; all but `halt` is being taken care of, after `halt` nothing is handed over any more. */
  onError(error: StreamError): void
}

/** Throws where no cluster or registry is named, topics are missing, or the cluster does not answer. */
export async function followCluster(
  kafka: KafkaSettings,
  { topics, take, onError }: FollowOptions,
): Promise<{ close(): Promise<void> }> {
  const stopping = new AbortController()
  const schemas = new KafkaSchemas({
    client: new RegistryClient({ url: registryUrl(kafka) }),
    topicPrefix: kafka.topicPrefix,
    onError,
    signal: stopping.signal,
  })
  const jsonDoor = new Set(kafka.jsonDoor ? [allTopics.aiSignal.name] : [])
  const serde = new Serde(new ReplaySchemas(schemas), { jsonDoor })
  const byName = new Map(topics.map(([topic]) => [topic.name, topic]))
  const follower = await withCluster(kafka, (cluster) =>
    ClusterFollower.open({
      cluster,
      schemas,
      topics: topics.map(([{ name }, startAt]) => ({ name, startAt })),
      onError,
      take: (records) => {
        for (const record of records) {
          const topic = byName.get(record.topic)
          if (topic === undefined) continue
          record.read(serde, topic.codec)
          if (record.error === null) take(topic, record.value)
        }
      },
    }),
  )
  return {
    async close() {
      stopping.abort()
      await follower.close()
    },
  }
}
