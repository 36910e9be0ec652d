/** What the broker knows about offsets: where a partition begins and ends, and what a group has committed. */
import { askCoordinator } from '../client/ask-coordinator.ts'
import type { Connection } from '../client/connection.ts'

const CONSUMER = -1
const READ_UNCOMMITTED = 0
const EARLIEST = -2
const LATEST = -1

/** First offset of a partition that is still kept, and the one behind its last record. */
export async function offsetsOf(
  connection: Connection,
  topic: string,
  partition: number,
): Promise<{ readonly first: number; readonly end: number }> {
  const broker = await connection.broker(connection.leaderOf(topic, partition))
  const ask = async (timestamp: number) => {
    const topics = [{ topic, partitions: [{ partition, timestamp }] }]
    const { responses } = await broker.listOffsets({ replicaId: CONSUMER, isolationLevel: READ_UNCOMMITTED, topics })
    return Number(responses[0]?.partitions[0]?.offset)
  }
  const [first, end] = await Promise.all([ask(EARLIEST), ask(LATEST)])
  return { first, end }
}

/** A committed offset of a group and the topologies it was committed for. */
export interface GroupOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** The topologies whose tasks have read the partition. */
  readonly readers: readonly string[]
}

const NO_OFFSET = -1

/** What the group has committed for some partitions; those without an offset are left out. */
export async function groupOffsets(
  connection: Connection,
  groupId: string,
  partitions: readonly { readonly topic: string; readonly partition: number }[],
): Promise<readonly GroupOffset[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))].map((topic) => ({
    topic,
    partitions: partitions.filter((p) => p.topic === topic).map(({ partition }) => ({ partition })),
  }))
  const { responses } = await askCoordinator(connection, 'group', groupId, (broker) =>
    broker.offsetFetch({ groupId, topics }),
  )
  return responses.flatMap(({ topic, partitions: found }) =>
    found
      .map(({ partition, offset, metadata }) => ({
        topic,
        partition,
        offset: Number(offset),
        readers: (metadata ?? '').split(' '),
      }))
      .filter(({ offset }) => offset !== NO_OFFSET),
  )
}
