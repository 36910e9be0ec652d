/** Where the bridge goes on in a partition, and how far before it has to read so that its candles are whole again. */
import type { Connection } from '../../runtime/kafka/client/connection.ts'
import { groupOffsets, offsetAt, offsetsOf } from '../../runtime/kafka/lane/offsets.ts'
import { readBatches } from '../read-topic.ts'
import { answeredFromMetadata } from './answered-offsets.ts'

export interface StartPosition {
  /** The first tick that is read: from here to `askFrom` candles are built and nobody is asked. */
  readonly readFrom: number
  /** The first tick that may end an interval that is asked about. */
  readonly askFrom: number
  /** Ticks behind it whose intervals have their outcome already. */
  readonly answered: ReadonlySet<number>
}

export interface StartOptions {
  readonly groupId: string
  /** As the cluster names it. */
  readonly topic: string
  readonly partition: number
  /** Event time that is read back, ms. */
  readonly historyMs: number
  /** Where a group that has committed nothing begins: at the first tick or behind the last. */
  readonly isFromBeginning: boolean
}

/** Offsets looked back over for the time of the last tick: markers of transactions have none. */
const LOOK_BACK = 100

/** The position the group has committed, else the chosen end of the partition. */
export async function startPosition(connection: Connection, options: StartOptions): Promise<StartPosition> {
  const { groupId, topic, partition, historyMs, isFromBeginning } = options
  const { first, end } = await offsetsOf(connection, topic, partition)
  const [committed] = await groupOffsets(connection, groupId, [{ topic, partition }])
  const wanted = committed?.offset ?? (isFromBeginning ? first : end)
  // A topic that was made anew, or whose ticks were deleted by age, begins anew: what is gone is stale anyway.
  const askFrom = Math.min(Math.max(wanted, first), end)
  const answered = committed === undefined ? new Set<number>() : answeredFromMetadata(wanted, committed.readers)
  let lastMs: number | null = null
  const before = { topic, partition, from: Math.max(first, askFrom - LOOK_BACK), end: askFrom }
  for await (const records of readBatches(connection, before)) {
    for (const { offset, timestamp } of records) if (offset < askFrom) lastMs = timestamp
  }
  if (lastMs === null) return { readFrom: askFrom, askFrom, answered }
  const readFrom = await offsetAt(connection, topic, partition, lastMs - historyMs)
  return { readFrom: Math.min(Math.max(readFrom ?? askFrom, first), askFrom), askFrom, answered }
}
