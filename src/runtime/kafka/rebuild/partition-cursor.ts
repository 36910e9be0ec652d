/** Goes through one partition and fetches as it goes; records of one instant may be asked for in another order than they lie. */
import { StreamError } from '../../errors.ts'
import type { Connection } from '../client/connection.ts'
import { offsetsOf } from '../lane/offsets.ts'
import { committedRecords } from '../reading/committed-records.ts'
import { fetchPartition } from '../reading/fetch-partition.ts'
import { KafkaRecord } from '../reading/kafka-record.ts'

const FETCH_BYTES = 1024 * 1024

export interface CursorOptions {
  readonly connection: Connection
  readonly topicPrefix: string
  readonly topic: string
  readonly partition: number
  /** Learns the schemas the records name; null when all are known. */
  learn(records: readonly KafkaRecord[]): Promise<void> | null
}

export class PartitionCursor {
  private readonly options: CursorOptions
  /** Fetched and not taken, by offset: as many as an instant has, and a fetch. */
  private readonly waiting = new Map<number, KafkaRecord>()
  /** Where the next fetch begins; null before the first one. */
  private position: number | null = null
  private isAtEnd = false

  constructor(options: CursorOptions) {
    this.options = options
  }

  /** The committed record at an offset; null where there is none, because it was taken or is no more. */
  async at(offset: number): Promise<KafkaRecord | null> {
    while (!this.isAtEnd && (this.position === null || this.position <= offset)) {
      for (const record of await this.fetch()) this.waiting.set(record.offset, record)
    }
    return this.waiting.get(offset) ?? null
  }

  /** Forgets a record that will not be asked for again. */
  take(offset: number): void {
    this.waiting.delete(offset)
  }

  /** All committed records from an offset to the end, as far as it is decided; without one from the beginning. */
  async *from(offset: number | null): AsyncIterable<KafkaRecord> {
    this.position = offset
    while (!this.isAtEnd) yield* await this.fetch()
  }

  private async fetch(): Promise<readonly KafkaRecord[]> {
    const { connection, topicPrefix, topic, partition, learn } = this.options
    const name = topicPrefix + topic
    this.position ??= (await offsetsOf(connection, name, partition)).first
    const place = { topic: name, partition, offset: this.position, maxBytes: FETCH_BYTES }
    const answer = await fetchPartition(connection, place)
    if (answer === undefined || answer.errorCode !== 0) throw unreadable(name, partition, this.position, answer)
    const { records, nextOffset } = committedRecords(answer, this.position)
    this.isAtEnd = nextOffset >= answer.lastStableOffset
    this.position = nextOffset
    const found = records.map((raw) => new KafkaRecord(topic, partition, raw, 0))
    await learn(found)
    return found
  }
}

function unreadable(
  name: string,
  partition: number,
  offset: number,
  answer: { readonly errorCode: number; readonly logStartOffset: number } | undefined,
): StreamError {
  if (answer !== undefined && answer.logStartOffset > offset) {
    const what = `${name}/${partition} begins at offset ${answer.logStartOffset}, but a rebuild needs ${offset}`
    return new StreamError('INPUT_GONE', 'halt', `${what}: the broker has deleted inputs; they cannot be replayed`)
  }
  const what = `${name}/${partition} could not be read at offset ${offset}: code ${answer?.errorCode}`
  return new StreamError('TOPIC_READ', 'retry', what)
}
