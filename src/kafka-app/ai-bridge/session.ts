/** What a lane of the bridge holds between two errors: its writer, its place in the partition, its open questions. */
import { setMaxListeners } from 'node:events'
import type { Outcome } from '../../connectors/ai-bridge/bridge.ts'
import { Questions } from '../../connectors/ai-bridge/questions.ts'
import { Connection } from '../../runtime/kafka/client/connection.ts'
import { TransactionalWriter } from '../../runtime/kafka/lane/transactional-writer.ts'
import { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import { topics } from '../../topics.ts'
import type { BridgeContext } from './bridge-context.ts'
import { startPosition } from './start-position.ts'

/** Questions under way after which no more ticks are taken. One fetch may go over it. */
export const MAX_PENDING = 1_000
const TRANSACTION_TIMEOUT_MS = 10_000

/** What is thrown away with every error. */
export interface Session {
  readonly connection: Connection
  readonly writer: TransactionalWriter
  readonly queue: InputQueue
  readonly askFrom: number
  readonly questions: Questions
  /** Offsets of ticks whose questions have no outcome on the topic yet. */
  readonly pending: Set<number>
  /** Offsets of ticks behind the position whose questions have theirs. */
  answered: ReadonlySet<number>
  readonly finished: { readonly offset: number; readonly outcome: Outcome }[]
  /** The latest question of each symbol. */
  readonly latest: Map<string, Promise<Outcome | null>>
  /** Ends the questions under way. */
  readonly stopping: AbortController
  /** Position that was committed last; −1 before the first time. */
  committed: number
  /** Why the session cannot go on. */
  failure: Error | null
}

/**
 * Takes the lane's transactional id over, which fences whoever wrote under it before, and finds where to go on.
 *
 * @param onFenced told when the first half is done
 */
export async function openSession(context: BridgeContext, lane: number, onFenced: () => void): Promise<Session> {
  const { kafka, groupId, topicPrefix, historyMs, isFromBeginning, timeframeMs } = context
  const connection = new Connection(kafka)
  try {
    const topic = topicPrefix + topics.marketTick.name
    await connection.open([topics.marketTick, topics.aiSignal, topics.deadLetter].map(({ name }) => topicPrefix + name))
    const writer = await TransactionalWriter.open({
      connection,
      transactionalId: `${groupId}-lane-${lane}`,
      groupId,
      transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
    })
    onFenced()
    const where = { groupId, topic, partition: lane, historyMs, isFromBeginning }
    const { readFrom, askFrom, answered } = await startPosition(connection, where)
    const stopping = new AbortController()
    // One listener for each question under way is no leak.
    setMaxListeners(0, stopping.signal)
    return {
      connection,
      writer,
      queue: new InputQueue(topics.marketTick.name, lane, readFrom),
      askFrom,
      questions: new Questions(timeframeMs),
      pending: new Set(),
      answered: new Set(answered),
      finished: [],
      latest: new Map(),
      stopping,
      committed: -1,
      failure: null,
    }
  } catch (error) {
    await connection.close().catch(() => undefined)
    throw error
  }
}
