/** Where a follower begins to read. */
import { StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { offsetsOf } from '../../runtime/kafka/lane/offsets.ts'
import { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import { partitionCounts } from '../../runtime/kafka/topics/topic-admin.ts'
import { topics } from '../../topics.ts'

/** At the end of every topic; or at the beginning, and of market.tick so many records before its end, over all partitions. */
export type StartAt = 'end' | { readonly ticks: number }

/**
 * A queue for every partition of the topics.
 *
 * @throws StreamError NO_TOPIC where the cluster lacks one
 */
export async function openQueues(
  cluster: ClusterOptions,
  names: readonly string[],
  startAt: StartAt,
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
        if (startAt === 'end') return new InputQueue(topic, partition, end)
        const isTick = topic === topics.marketTick.name
        const from = isTick ? end - Math.ceil(startAt.ticks / (counts.get(topic) ?? 1)) : first
        return new InputQueue(topic, partition, Math.max(first, from))
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
