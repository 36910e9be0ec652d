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
  const [first, end] = await Promise.all([
    askOffset(connection, topic, partition, EARLIEST),
    askOffset(connection, topic, partition, LATEST),
  ])
  return { first, end }
}

/** Offset of the first record of a partition whose event time is `timeMs` or later; null where there is none. */
export async function offsetAt(
  connection: Connection,
  topic: string,
  partition: number,
  timeMs: number,
): Promise<number | null> {
  const offset = await askOffset(connection, topic, partition, Math.max(0, timeMs))
  return offset < 0 ? null : offset
}

async function askOffset(connection: Connection, topic: string, partition: number, timestamp: number): Promise<number> {
  const broker = await connection.broker(connection.leaderOf(topic, partition))
  const topics = [{ topic, partitions: [{ partition, timestamp }] }]
  const { responses } = await broker.listOffsets({ replicaId: CONSUMER, isolationLevel: READ_UNCOMMITTED, topics })
  return Number(responses[0]?.partitions[0]?.offset)
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
        readers: readersOf(metadata),
      }))
      .filter(({ offset }) => offset !== NO_OFFSET),
  )
}

/** The topologies that an offset was committed for. */
export function readersOf(metadata: string | null | undefined): readonly string[] {
  return (metadata ?? '').split(' ')
}
