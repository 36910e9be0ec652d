/** A kafkajs client for tests: quiet, and patient with a broker that is only just starting. */
import { type Cluster, Kafka, logLevel } from 'kafkajs'

/** Retries for about 20 s at the most. */
const RETRY = { initialRetryTime: 20, multiplier: 1.5, maxRetryTime: 1_000, retries: 25 }

export function testClient(brokers: readonly string[]): Kafka {
  return new Kafka({ clientId: 'ilf-test', brokers: [...brokers], logLevel: logLevel.NOTHING, retry: RETRY })
}

/** Calls `use` with the client's connection to the cluster, which kafkajs keeps private, and closes it. */
export async function withCluster<T>(brokers: readonly string[], use: (cluster: Cluster) => Promise<T>): Promise<T> {
  const client = testClient(brokers)
  const symbol = Object.getOwnPropertySymbols(client).find(({ description }) => description === CREATE_CLUSTER)
  const createCluster: unknown = symbol === undefined ? undefined : Reflect.get(client, symbol)
  if (!isClusterFactory(createCluster)) throw new Error(`this kafkajs has no ${CREATE_CLUSTER}`)
  const cluster = createCluster({ allowAutoTopicCreation: false })
  await cluster.connect()
  try {
    return await use(cluster)
  } finally {
    await cluster.disconnect()
  }
}

const CREATE_CLUSTER = 'private:Kafka:createCluster'

type ClusterFactory = (options: { readonly allowAutoTopicCreation: boolean }) => Cluster

function isClusterFactory(value: unknown): value is ClusterFactory {
  return typeof value === 'function'
}
