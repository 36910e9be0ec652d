/** The transactional producer of a lane: four requests a commit, because the coordinator is asked for only once. */
import { StreamError } from '../../errors.ts'
import { askCoordinator } from '../client/ask-coordinator.ts'
import type { Connection } from '../client/connection.ts'
import type { PartitionOffset, ProducerIdentity, TopicPartitions, WireBroker } from '../client/wire-api.ts'
import { encodeBatch, type OutRecord, recordBytes } from '../protocol/batch-encoder.ts'
import { BatchTooLarge, type ProducedBatch, produceCall, type Written } from '../protocol/produce.ts'

/** Records for one partition. */
export interface PartitionRecords {
  readonly topic: string
  readonly partition: number
  readonly records: readonly OutRecord[]
}

/** Offsets to commit for a group, in the same transaction. */
export type GroupOffsets = readonly TopicPartitions<Required<PartitionOffset>>[]

export interface WriterOptions {
  readonly connection: Connection
  readonly transactionalId: string
  readonly groupId: string
  /** After this long without a commit the coordinator aborts a transaction, ms. */
  readonly transactionTimeoutMs: number
}

/** Below the default max.message.bytes of a topic. */
const MAX_BATCH_BYTES = 900_000

export class TransactionalWriter {
  private readonly options: WriterOptions
  private readonly identity: ProducerIdentity
  private readonly sequences = new Map<string, number>()

  private constructor(options: WriterOptions, identity: ProducerIdentity) {
    this.options = options
    this.identity = identity
  }

  /** Takes the transactional id over: whoever wrote under it before is fenced, and its open transaction aborted. */
  static async open(options: WriterOptions): Promise<TransactionalWriter> {
    const { connection, transactionalId, transactionTimeoutMs } = options
    const identity = await askCoordinator(connection, 'transaction', transactionalId, (coordinator) =>
      coordinator.initProducerId({ transactionalId, transactionTimeout: transactionTimeoutMs }),
    )
    return new TransactionalWriter(options, identity)
  }

  /**
   * Writes records and offsets as one transaction. At any error the outcome may be unknown: the writer and everything
   * computed since the last commit must be thrown away, and the lane opened anew. Returns where the batches lie.
   */
  async commit(parts: readonly PartitionRecords[], offsets: GroupOffsets | null): Promise<readonly Written[]> {
    const { connection, transactionalId, groupId } = this.options
    if (parts.length === 0 && offsets === null) return []
    let written: readonly Written[] = []
    const transaction = { transactionalId, ...this.identity }
    if (parts.length > 0) {
      await this.ask((broker) => broker.addPartitionsToTxn({ ...transaction, topics: byTopic(parts) }))
      written = await this.produce(parts).catch((error: unknown) => {
        throw error instanceof BatchTooLarge ? tooLarge(error, parts) : error
      })
    }
    if (offsets !== null) {
      await this.ask((broker) => broker.addOffsetsToTxn({ ...transaction, groupId }))
      await askCoordinator(connection, 'group', groupId, (broker) =>
        broker.txnOffsetCommit({ ...transaction, groupId, topics: offsets }),
      )
    }
    await this.ask((broker) => broker.endTxn({ ...transaction, transactionResult: true }))
    return written
  }

  private ask(send: (coordinator: WireBroker) => Promise<unknown>): Promise<unknown> {
    return askCoordinator(this.options.connection, 'transaction', this.options.transactionalId, send)
  }

  private async produce(parts: readonly PartitionRecords[]): Promise<readonly Written[]> {
    const written: Written[] = []
    const { connection, transactionalId } = this.options
    const rounds: Map<string, ProducedBatch[]>[] = []
    for (const { topic, partition, records } of parts) {
      const node = connection.leaderOf(topic, partition)
      let round = 0
      for (const chunk of chunks(records)) {
        rounds[round] ??= new Map()
        const batches = rounds[round]!.get(node) ?? []
        batches.push({ topic, partition, batch: this.encode(`${topic}/${partition}`, chunk) })
        rounds[round]!.set(node, batches)
        round++
      }
    }
    for (const round of rounds) {
      const answers = await Promise.all(
        [...round].map(async ([node, batches]) =>
          (await connection.broker(node)).connectionPool.send(produceCall(transactionalId, batches)),
        ),
      )
      written.push(...answers.flat())
    }
    return written
  }

  private encode(name: string, records: readonly OutRecord[]): Buffer {
    const sequence = this.sequences.get(name) ?? 0
    // Sequence numbers are 31 bits and begin anew at 0.
    this.sequences.set(name, (sequence + records.length) & 0x7fffffff)
    return encodeBatch(records, { ...this.identity, sequence })
  }
}

/** Names the record: nobody finds it by the partition alone. */
function tooLarge({ topic, partition, code, message }: BatchTooLarge, parts: readonly PartitionRecords[]): StreamError {
  const records = parts.filter((part) => part.topic === topic && part.partition === partition).flatMap((p) => p.records)
  const [largest] = [...records].sort((a, b) => recordBytes(b) - recordBytes(a))
  if (largest === undefined) return new StreamError(code, 'halt', message)
  const { key, timestamp, value } = largest
  const which = `the largest has ${value?.length ?? 0} bytes, key ${key.toString('utf8')} and time ${timestamp}`
  return new StreamError(code, 'halt', `${message}; ${which}`)
}

function byTopic(parts: readonly PartitionRecords[]): readonly TopicPartitions<number>[] {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of parts) topics.set(topic, [...(topics.get(topic) ?? []), partition])
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }))
}

function* chunks(records: readonly OutRecord[]): Iterable<readonly OutRecord[]> {
  let start = 0
  let bytes = 0
  for (let i = 0; i < records.length; i++) {
    const size = recordBytes(records[i]!)
    if (i > start && bytes + size > MAX_BATCH_BYTES) {
      yield records.slice(start, i)
      start = i
      bytes = 0
    }
    bytes += size
  }
  yield start === 0 ? records : records.slice(start)
}
