/** What an account said of itself last, as account.state holds it. */
import type { KafkaSettings } from '../config/kafka-settings.ts'
import type { AccountState } from '../records/generated.ts'
import { Serde, UnreadableValue } from '../records/serde.ts'
import { Connection, kafkaClient } from '../runtime/kafka/client/connection.ts'
import { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../runtime/kafka/registry/registry-client.ts'
import { partitionOf } from '../runtime/partitioner.ts'
import { topics } from '../topics.ts'
import { clusterOptions, registryUrl } from './cluster.ts'
import { readPartition } from './read-topic.ts'

/** Accounts that share a partition write about as often as one another: the last one is among so many offsets. */
const LAST_STATES = 500

/** The newest readable state of an account; null where there is none. Throws where the cluster does not answer. */
export async function lastAccountState(settings: KafkaSettings, account: string): Promise<AccountState | null> {
  const cluster = clusterOptions(settings)
  const schemas = new KafkaSchemas({
    client: new RegistryClient({ url: registryUrl(settings) }),
    topicPrefix: settings.topicPrefix,
    onError: () => undefined,
    signal: AbortSignal.abort(),
  })
  const connection = new Connection(kafkaClient(cluster))
  try {
    const topic = settings.topicPrefix + topics.accountState.name
    await connection.open([topic])
    const partition = partitionOf(account, connection.partitionsOf(topic))
    const records = await readPartition(connection, topic, partition, LAST_STATES)
    await schemas.register([topics.accountState])
    await schemas.learn(records.map(({ value }) => ({ bytes: value })))
    const serde = new Serde(schemas)
    for (const { key, value } of [...records].reverse()) {
      if (String(key) !== account) continue
      const state = readable(serde, value)
      if (state !== null) return state
    }
    return null
  } finally {
    await connection.close()
  }
}

function readable(serde: Serde, value: Buffer | null): AccountState | null {
  try {
    return serde.decode(topics.accountState.codec, value)
  } catch (error) {
    if (error instanceof UnreadableValue) return null
    throw error
  }
}
