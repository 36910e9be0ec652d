/** Where a follower begins to read. */
import { StreamError } from '../../runtime/errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../../runtime/kafka/client/connection.ts'
import { offsetsOf } from '../../runtime/kafka/lane/offsets.ts'
import { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import { partitionCounts } from '../../runtime/kafka/topics/topic-admin.ts'

/** A topic to follow. */
export interface FollowedTopic {
  /** Without the prefix. */
  readonly name: string
  /** At its beginning, at its end, or so many offsets before its end, over all partitions. */
  readonly startAt: 'beginning' | 'end' | { readonly last: number }
  /** Whether a cluster may be without it. */
  readonly isOptional?: boolean
}

/** A queue for every partition of the topics that are there. Throws a StreamError NO_TOPIC where one is missing. */
export async function openQueues(
  cluster: ClusterOptions,
  topics: readonly FollowedTopic[],
): Promise<readonly InputQueue[]> {
  const prefix = cluster.topicPrefix ?? ''
  const counts = await partitionCounts(
    cluster,
    topics.map(({ name }) => name),
  )
  const isThere = ({ name }: FollowedTopic) => (counts.get(name) ?? 0) > 0
  const missing = topics.filter((topic) => !topic.isOptional && !isThere(topic))
  if (missing.length > 0) {
    const list = missing.map(({ name }) => prefix + name).join(', ')
    throw new StreamError('NO_TOPIC', 'halt', `the cluster has no topic ${list}: \`ilf topics create\` makes them`)
  }
  const present = topics.filter(isThere)
  return withConnection(cluster, present, async (connection) => {
    const places = present.flatMap((topic) => {
      const partitions = counts.get(topic.name) ?? 0
      return Array.from({ length: partitions }, (_, partition) => ({ topic, partition, partitions }))
    })
    return Promise.all(
      places.map(async ({ topic: { name, startAt }, partition, partitions }) => {
        const { first, end } = await offsetsOf(connection, prefix + name, partition)
        if (startAt === 'end') return new InputQueue(name, partition, end)
        const from = startAt === 'beginning' ? first : end - Math.ceil(startAt.last / partitions)
        return new InputQueue(name, partition, Math.max(first, from))
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
  const { first } = await withConnection(cluster, [{ name: topic }], (connection) =>
    offsetsOf(connection, name, partition),
  )
  if (first > position) return new InputQueue(topic, partition, first)
  const message = `${name} was deleted and made anew: start this again to see what is in it now`
  throw new StreamError('REPLACED', 'halt', message)
}

async function withConnection<T>(
  cluster: ClusterOptions,
  topics: readonly { readonly name: string }[],
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = new Connection(kafkaClient(cluster))
  try {
    await connection.open(topics.map(({ name }) => (cluster.topicPrefix ?? '') + name))
    return await use(connection)
  } finally {
    await connection.close()
  }
}
