/** One fetch of one partition, for whoever reads a topic to its end and is no member of a group. */
import type { Connection } from '../client/connection.ts'
import { type FetchedPartition, fetchCall } from '../protocol/fetch.ts'

/** How long the broker may wait for records, ms: whoever reads to an end knows that there are some. */
const WAIT_MS = 50

/**
 * What the broker answers at an offset, errors included; undefined where it does not speak of the partition.
 *
 * @param topic as the cluster names it; the connection must have been opened with it
 */
export async function fetchPartition(
  connection: Connection,
  { topic, ...place }: { topic: string; partition: number; offset: number; maxBytes: number },
): Promise<FetchedPartition | undefined> {
  const topics = [{ topic, partitions: [place] }]
  const call = fetchCall({ maxWaitMs: WAIT_MS, maxBytes: place.maxBytes, topics })
  const [answer] = await connection.fetch(connection.leaderOf(topic, place.partition), call)
  return answer
}
