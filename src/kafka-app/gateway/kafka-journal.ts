/**
 * The gateway's journal on Kafka: commands from order.command; reports, events, what is known of every symbol and the
 * position in one transaction. The transactional id of the account fences whoever had it before.
 */
import type { Delivery, Entry, Journal, SymbolBook } from '../../connectors/gateway/journal.ts'
import type { OrderCommand } from '../../records/generated.ts'
import type { Serde } from '../../records/serde.ts'
import { asError, StreamError } from '../../runtime/errors.ts'
import type { Connection } from '../../runtime/kafka/client/connection.ts'
import { isFenced } from '../../runtime/kafka/client/error-class.ts'
import { groupOffsets, offsetsOf } from '../../runtime/kafka/lane/offsets.ts'
import { TransactionalWriter } from '../../runtime/kafka/lane/transactional-writer.ts'
import { InputQueue } from '../../runtime/kafka/reading/input-queue.ts'
import type { KafkaRecord } from '../../runtime/kafka/reading/kafka-record.ts'
import type { Reader } from '../../runtime/kafka/reading/reader.ts'
import { topics } from '../../topics.ts'
import { readPartition } from '../read-topic.ts'
import { RecordParts } from '../record-parts.ts'
import { AccountWatch } from './account-watch.ts'
import type { Lease } from './lease.ts'

export interface KafkaJournalOptions {
  readonly account: string
  readonly groupId: string
  readonly connection: Connection
  readonly reader: Reader
  readonly serde: Serde
  readonly topicPrefix: string
  readonly lease: Lease
  /** Wall clock, Unix time in ms. */
  now(): number
  partitionsOf(topic: string): number
  /** Ends what waits, when the gateway is stopped. */
  readonly signal: AbortSignal
  /** Waits until requests of the owner before can no longer arrive. */
  waitForOthers(): Promise<void>
}

const TRANSACTION_TIMEOUT_MS = 10_000
const BOOKS_PARTITION = 0

/** Topic that keeps what a gateway knows of every symbol, without the installation's prefix. */
export const booksTopic = (groupId: string): string => `${groupId}-books`

export class KafkaJournal implements Journal {
  private readonly options: KafkaJournalOptions
  private readonly queues: InputQueue[] = []
  private readonly positions = new Map<number, number>()
  private readonly waiting: KafkaRecord[] = []
  private readonly known = new Map<string, SymbolBook>()
  /** Partitions of which nothing was delivered yet: what is first there may have been begun before. */
  private readonly untouched = new Set<number>()
  private readonly watch: AccountWatch
  private current: KafkaRecord | null = null
  private writer: TransactionalWriter | null = null
  private writing: Promise<unknown> = Promise.resolve()
  /** Why nothing can be appended any more; null while it can. */
  failure: Error | null = null

  constructor(options: KafkaJournalOptions) {
    this.options = options
    const firstOffset = async (topic: string, partition: number) =>
      (await offsetsOf(options.connection, this.named(topic), partition)).first
    this.watch = new AccountWatch({ ...options, firstOffset })
  }

  get isActive(): boolean {
    const { isActive, failure } = this.watch
    this.failure ??= failure
    return isActive
  }

  async open(): Promise<readonly SymbolBook[]> {
    const { connection, groupId, reader, lease, now, partitionsOf, waitForOthers } = this.options
    const provenMs = now()
    this.writer = await TransactionalWriter.open({
      connection,
      transactionalId: groupId,
      groupId,
      transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
    })
    const topic = this.named(topics.orderCommand.name)
    const all = Array.from({ length: partitionsOf(topics.orderCommand.name) }, (_, partition) => ({ topic, partition }))
    const committed = await groupOffsets(connection, groupId, all)
    for (const { partition } of all) {
      const { first } = await offsetsOf(connection, topic, partition)
      const position = committed.find((one) => one.partition === partition)?.offset ?? first
      if (position < first) throw lost(topic, partition, position, first)
      this.positions.set(partition, position)
      this.untouched.add(partition)
      const queue = new InputQueue(topics.orderCommand.name, partition, position)
      this.queues.push(queue)
    }
    for (const { key, value } of await readPartition(connection, this.named(booksTopic(groupId)), BOOKS_PARTITION))
      if (value !== null) this.known.set(String(key), JSON.parse(value.toString('utf8')))
    if (committed.length > 0 || this.known.size > 0) await waitForOthers()
    await this.watch.open()
    lease.renew(provenMs)
    await this.renew()
    for (const queue of this.queues) reader.add(queue)
    return [...this.known.values()]
  }

  async next(): Promise<Delivery | undefined> {
    for (;;) {
      const record = this.take()
      if (record === undefined) return undefined
      const { serde } = this.options
      record.read(serde, topics.orderCommand.codec)
      if (record.error !== null) {
        await this.refuse(record, record.error)
        continue
      }
      const command = record.value as OrderCommand
      const isFirst = this.untouched.delete(record.partition)
      if (command.account !== this.options.account) {
        this.positions.set(record.partition, record.offset + 1)
        continue
      }
      this.current = record
      const book = this.known.get(command.symbol)
      const mayBeBegun = command.intent === 'CANCEL' ? isFirst : book?.orders[command.client_order_id] !== undefined
      return { offset: record.offset, command, redelivered: mayBeBegun }
    }
  }

  async append({ doneOffset, reports = [], events = [], book, halt }: Entry): Promise<void> {
    const parts = this.parts()
    for (const report of reports) parts.put(topics.executionReport, report, this.traceOf(report.client_order_id))
    for (const event of events) parts.put(topics.accountEvent, event, null)
    const { account, groupId, now } = this.options
    if (halt !== undefined)
      parts.put(
        topics.controlCommand,
        { account, event_time: now(), command: 'HALT', issued_by: 'gateway', reason: halt },
        null,
      )
    if (book !== undefined) {
      const value = Buffer.from(JSON.stringify(book), 'utf8')
      const key = Buffer.from(book.symbol, 'utf8')
      parts.add(this.named(booksTopic(groupId)), BOOKS_PARTITION, { key, value, timestamp: now(), headers: {} })
    }
    if (doneOffset !== undefined && this.current !== null) this.positions.set(this.current.partition, doneOffset + 1)
    await this.commit(parts)
    if (book !== undefined) this.known.set(book.symbol, book)
  }

  /** Proves that the account is still this gateway's: an empty transaction, which a fenced writer cannot make. */
  async renew(): Promise<void> {
    await this.commit(this.parts())
  }

  close(): void {
    this.options.lease.end()
    this.watch.close()
    for (const queue of this.queues) this.options.reader.remove(queue)
  }

  /** The signal that led to an order; null for one that is not being carried now. */
  private traceOf(clientOrderId: string): string | null {
    const command = this.current?.value as OrderCommand | undefined
    return command?.client_order_id === clientOrderId ? command.signal_id : null
  }

  private take(): KafkaRecord | undefined {
    if (this.waiting.length === 0) {
      for (const queue of this.queues) {
        if (queue.failure !== null) throw queue.failure
        queue.takeUpTo(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, this.waiting)
      }
      if (this.waiting.length > 0) this.options.reader.nudge()
    }
    return this.waiting.shift()
  }

  /** A command that cannot be read is never carried: execution hears of it in dead.letter, and halts. */
  private async refuse(record: KafkaRecord, error: Error): Promise<void> {
    const parts = this.parts()
    const { topic, partition, offset, key, bytes: value } = record
    const place = { topic, partition, offset, key: Buffer.from(key, 'utf8'), value, schema_id: null }
    const event_time = this.options.now()
    const why = { topology: null, error_code: 'UNREADABLE', error: error.message }
    parts.put(topics.deadLetter, { ...place, event_time, ...why }, null)
    this.positions.set(partition, offset + 1)
    await this.commit(parts)
  }

  private parts(): RecordParts {
    return new RecordParts('gateway', this.options)
  }

  private named(topic: string): string {
    return this.options.topicPrefix + topic
  }

  /** One transaction after the other. A commit that succeeds proves the lease from the moment it was begun. */
  private commit(parts: RecordParts): Promise<void> {
    const committing = this.writing.then(async () => {
      const { lease, now, account } = this.options
      if (this.writer === null) throw new StreamError('NOT_OPEN', 'halt', 'open the journal first')
      const partitions = [...this.positions].map(([partition, offset]) => {
        return { partition, offset: String(offset), metadata: 'gateway' }
      })
      const provenMs = now()
      try {
        await this.writer.commit(parts.all, [{ topic: this.named(topics.orderCommand.name), partitions }])
      } catch (error) {
        lease.end()
        const message = `another gateway has taken the account ${account} over: this one sends nothing any more`
        this.failure = isFenced(error)
          ? new StreamError('GATEWAY_FENCED', 'halt', message, { cause: error })
          : asError(error)
        throw this.failure
      }
      lease.renew(provenMs)
    })
    this.writing = committing.catch(() => undefined)
    return committing
  }
}

function lost(topic: string, partition: number, position: number, first: number): StreamError {
  const what = `${topic}/${partition} begins at ${first}, and the gateway has read up to ${position} only`
  return new StreamError(
    'COMMANDS_LOST',
    'halt',
    `${what}: commands were deleted before they were carried. Check the account at the exchange, then set the group's offsets`,
  )
}
