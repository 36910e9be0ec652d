/**
 * The gateway's journal on Kafka: commands from order.command; reports, events, what is known of every symbol and the
 * position in one transaction. The transactional id of the account fences whoever had it before.
 */
import type { LedgerCursor } from '../../connectors/gateway/account-ledger.ts'
import type { CommandPlace, Delivery, Entry, Journal, Kept, SymbolBook } from '../../connectors/gateway/journal.ts'
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
import { CommandPlaces } from './command-places.ts'
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
/** Key of the account's ledger among the symbols, none of which is called so. */
const LEDGER_KEY = '@ledger'

/** Topic that keeps what a gateway knows of every symbol, without the installation's prefix. */
export const booksTopic = (groupId: string): string => `${groupId}-books`

export class KafkaJournal implements Journal {
  private readonly options: KafkaJournalOptions
  private readonly queues: InputQueue[] = []
  private readonly places = new Map<number, CommandPlaces>()
  private readonly waiting: KafkaRecord[] = []
  private readonly known = new Map<string, SymbolBook>()
  /** Symbols of which something was delivered: only the first of each may have been begun by a process before. */
  private readonly delivered = new Set<string>()
  private readonly watch: AccountWatch
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

  async open(): Promise<Kept> {
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
      const kept = committed.find((one) => one.partition === partition)
      const position = kept?.offset ?? first
      if (position < first) throw lost(topic, partition, position, first)
      this.places.set(partition, new CommandPlaces(partition, position, kept?.readers))
      const queue = new InputQueue(topics.orderCommand.name, partition, position)
      this.queues.push(queue)
    }
    let ledger: LedgerCursor | null = null
    for (const { key, value } of await readPartition(connection, this.named(booksTopic(groupId)), BOOKS_PARTITION)) {
      if (value === null) continue
      const kept = JSON.parse(value.toString('utf8'))
      if (String(key) === LEDGER_KEY) ledger = kept
      else this.known.set(String(key), kept)
    }
    if (committed.length > 0 || this.known.size > 0) await waitForOthers()
    await this.watch.open()
    lease.renew(provenMs)
    await this.renew()
    for (const queue of this.queues) reader.add(queue)
    return { books: [...this.known.values()], ledger }
  }

  async next(): Promise<Delivery | undefined> {
    for (;;) {
      const record = this.take()
      if (record === undefined) return undefined
      const { partition, offset } = record
      if (this.placesOf(partition).isDone(offset)) continue
      record.read(this.options.serde, topics.orderCommand.codec)
      if (record.error !== null) {
        await this.refuse(record, record.error)
        continue
      }
      const command = record.value as OrderCommand
      if (command.account !== this.options.account) {
        this.placesOf(partition).finish(offset)
        continue
      }
      const { symbol, client_order_id: id } = command
      const isKnown = this.known.get(symbol)?.orders[id] !== undefined
      const mayBeBegun = command.intent === 'CANCEL' ? !this.delivered.has(symbol) : isKnown
      this.delivered.add(symbol)
      return { partition, offset, command, redelivered: mayBeBegun }
    }
  }

  async append({ done, signalId, reports = [], events = [], book, ledger, halt }: Entry): Promise<void> {
    const parts = this.parts()
    for (const report of reports) parts.put(topics.executionReport, report, signalId ?? null)
    for (const event of events) parts.put(topics.accountEvent, event, null)
    const { account, groupId, now } = this.options
    if (halt !== undefined)
      parts.put(
        topics.controlCommand,
        { account, event_time: now(), command: 'HALT', issued_by: 'gateway', reason: halt },
        null,
      )
    const keep = (key: string, kept: SymbolBook | LedgerCursor) =>
      parts.add(this.named(booksTopic(groupId)), BOOKS_PARTITION, {
        key: Buffer.from(key, 'utf8'),
        value: Buffer.from(JSON.stringify(kept), 'utf8'),
        timestamp: now(),
        headers: {},
      })
    if (book !== undefined) keep(book.symbol, book)
    if (ledger !== undefined) keep(LEDGER_KEY, ledger)
    await this.commit(parts, done)
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

  private take(): KafkaRecord | undefined {
    if (this.waiting.length === 0) {
      for (const queue of this.queues) {
        if (queue.failure !== null) throw queue.failure
        queue.takeUpTo(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, this.waiting)
      }
      if (this.waiting.length > 0) this.options.reader.nudge()
    }
    const index = this.waiting.findIndex(({ partition, offset }) => this.placesOf(partition).mayTake(offset))
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0]
  }

  private placesOf(partition: number): CommandPlaces {
    const places = this.places.get(partition)
    if (places === undefined) throw new RangeError(`partition ${partition} of order.command was not opened`)
    return places
  }

  /** A command that cannot be read is never carried: execution hears of it in dead.letter, and halts. */
  private async refuse(record: KafkaRecord, error: Error): Promise<void> {
    const parts = this.parts()
    const { topic, partition, offset, key, bytes: value } = record
    const place = { topic, partition, offset, key: Buffer.from(key, 'utf8'), value, schema_id: null }
    const event_time = this.options.now()
    const why = { topology: null, error_code: 'UNREADABLE', error: error.message }
    parts.put(topics.deadLetter, { ...place, event_time, ...why }, null)
    await this.commit(parts, { partition, offset })
  }

  private parts(): RecordParts {
    return new RecordParts('gateway', this.options)
  }

  private named(topic: string): string {
    return this.options.topicPrefix + topic
  }

  /** One transaction after the other. A commit that succeeds proves the lease from the moment it was begun. */
  private commit(parts: RecordParts, done?: CommandPlace): Promise<void> {
    const committing = this.writing.then(async () => {
      const { lease, now, account } = this.options
      if (this.writer === null) throw new StreamError('NOT_OPEN', 'halt', 'open the journal first')
      // Only now: a command must not count as done in the transaction of another one before its own reports are in.
      if (done !== undefined) this.placesOf(done.partition).finish(done.offset)
      const partitions = [...this.places.values()].map(({ committed: { partition, offset, words } }) => {
        return { partition, offset: String(offset), metadata: words.join(' ') }
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
