/** Where a mirror begins to read: at the beginning of every partition, of ticks at the newest ones. */
import { StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { offsetsOf } from '../../runtime/kafka/lane/offsets.ts'
import { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import { partitionCounts } from '../../runtime/kafka/topics/topic-admin.ts'
import { topics } from '../../topics.ts'

/**
 * A queue for every partition of the topics.
 *
 * @param keptTicks of market.tick only so many records, counted from the end, over all partitions
 * @throws StreamError NO_TOPIC where the cluster lacks one
 */
export async function openQueues(
  cluster: ClusterOptions,
  names: readonly string[],
  keptTicks: number,
): Promise<readonly InputQueue[]> {
  const prefix = cluster.topicPrefix ?? ''
  const counts = await partitionCounts(cluster, names)
  const missing = names.filter((name) => (counts.get(name) ?? 0) === 0)
  if (missing.length > 0) {
    const list = missing.map((name) => prefix + name).join(', ')
    throw new StreamError('NO_TOPIC', 'halt', `the cluster has no topic ${list}: \`ilf topics create\` makes them`)
  }
  return withConnection(cluster, names, async (connection) => {
    const places = names.flatMap((topic) =>
      Array.from({ length: counts.get(topic) ?? 0 }, (_, partition) => ({ topic, partition })),
    )
    return Promise.all(
      places.map(async ({ topic, partition }) => {
        const { first, end } = await offsetsOf(connection, prefix + topic, partition)
        const most = topic === topics.marketTick.name ? Math.ceil(keptTicks / (counts.get(topic) ?? 1)) : end
        return new InputQueue(topic, partition, Math.max(first, end - most))
      }),
    )
  })
}

/**
 * A queue that goes on behind what the broker has deleted before it was read.
 *
 * @throws StreamError REPLACED where the topic was deleted and made anew: what was mirrored is of another one
 */
export async function behindTheLost(cluster: ClusterOptions, lost: InputQueue): Promise<InputQueue> {
  const { topic, partition, position } = lost
  const name = (cluster.topicPrefix ?? '') + topic
  const { first } = await withConnection(cluster, [topic], (connection) => offsetsOf(connection, name, partition))
  if (first > position) return new InputQueue(topic, partition, first)
  const message = `${name} was deleted and made anew: start this again to see what is in it now`
  throw new StreamError('REPLACED', 'halt', message)
}

async function withConnection<T>(
  cluster: ClusterOptions,
  names: readonly string[],
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = new Connection(kafkaClient(cluster))
  try {
    await connection.open(names.map((name) => (cluster.topicPrefix ?? '') + name))
    return await use(connection)
  } finally {
    await connection.close()
  }
}
