/** One account's gateway: commands one after another, reconciliation at start and every 30 s, and a stop's deadline. */
import { createHash } from 'node:crypto'
import { decimal, text } from '../../domain/decimal.ts'
import type { ExecutionReport, OrderCommand } from '../../records/generated.ts'
import { approve, isRefusal } from './approved-order.ts'
import { carryCommand } from './carry-command.ts'
import type { Delivery, Journal, SymbolBook } from './journal.ts'
import type { OrderVenue } from './order-venue.ts'
import { reconcile, type SymbolKnown, type SymbolSnapshot } from './reconcile.ts'
import { type Clock, sendOrder } from './send-order.ts'

export interface GatewayOptions {
  readonly account: string
  readonly journal: Journal
  readonly venue: OrderVenue
  readonly clock: Clock
  /** What the exchange says of a symbol; rejects when it does not answer. */
  readonly read: (known: SymbolKnown) => Promise<SymbolSnapshot>
  readonly reconcileEveryMs?: number
  readonly stopDeadlineMs?: number
}

/** From the first fill a stop is acknowledged within this, or the position is flattened (DESIGN, 4). */
const STOP_DEADLINE_MS = 5_000
const RECONCILE_EVERY_MS = 30_000
const RECONCILE_AGAIN_MS = 1_000

export class Gateway {
  readonly #options: GatewayOptions
  readonly #books = new Map<string, SymbolBook>()
  /** Why nothing may open, by symbol. */
  readonly #problems = new Map<string, readonly string[]>()
  #reconciledAt: number | null = null
  /** True when this process has halted the account. */
  #hasHalted = false

  constructor(options: GatewayOptions) {
    this.#options = options
  }

  /** True when the account may open positions: active, reconciled, and nothing about it unexplained. */
  get mayOpen(): boolean {
    return this.#isClean && this.#reconciledAt !== null && this.#options.journal.isActive
  }

  get #stopDeadlineMs(): number {
    return this.#options.stopDeadlineMs ?? STOP_DEADLINE_MS
  }

  get #isClean(): boolean {
    return [...this.#problems.values()].every((problems) => problems.length === 0)
  }

  async open(): Promise<void> {
    for (const book of await this.#options.journal.open()) this.#books.set(book.symbol, book)
  }

  /** One step: what is overdue first, else a command. Resolves to false when there was nothing to do. */
  async step(): Promise<boolean> {
    const { journal } = this.#options
    if (await this.#flattenUnprotected()) return true
    const delivery = await journal.next()
    // What may have been sent before is settled first: else its trades would look like somebody else's.
    if (delivery?.redelivered) return this.#carry(delivery)
    if (this.#isReconciliationDue()) await this.#reconcileAll()
    return delivery === undefined ? false : this.#carry(delivery)
  }

  /** What is not clean is asked about again soon: a stop's deadline may hang on it. */
  #isReconciliationDue(): boolean {
    const { clock, reconcileEveryMs = RECONCILE_EVERY_MS } = this.#options
    const every = this.#isClean ? reconcileEveryMs : Math.min(reconcileEveryMs, RECONCILE_AGAIN_MS)
    return this.#reconciledAt === null || clock.now() - this.#reconciledAt >= every
  }

  /** Everything is asked for again; nothing opens while any of it is unexplained or unanswered. */
  async #reconcileAll(): Promise<void> {
    for (const symbol of this.#books.keys()) await this.#reconcile(symbol)
    this.#reconciledAt = this.#options.clock.now()
  }

  async #carry({ offset, command, redelivered }: Delivery): Promise<true> {
    const { account, journal, venue, clock } = this.#options
    const reports: ExecutionReport[] = []
    const report = async (each: ExecutionReport) => {
      reports.push(each)
    }
    if (command.intent !== 'CANCEL' && command.account === account) {
      await this.#keep(withOrder(this.#bookOf(command.symbol), command))
    }
    await carryCommand(command, redelivered, { account, venue, clock, mayOpen: () => this.mayOpen, report })
    const book = reports.reduce(withReport, this.#bookOf(command.symbol))
    this.#books.set(command.symbol, book)
    await journal.append({ doneOffset: offset, reports, book })
    if (command.account === account) await this.#reconcile(command.symbol)
    return true
  }

  async #reconcile(symbol: string): Promise<void> {
    const { account, journal, venue, clock, read } = this.#options
    const before = this.#bookOf(symbol)
    const snapshot = await read(before).catch((error: unknown) => error)
    if (!isSnapshot(snapshot)) {
      if (!(snapshot instanceof Error) || snapshot.name === 'LeaseLost') throw snapshot
      this.#problems.set(symbol, [`the exchange did not answer: ${snapshot.name}`])
      return
    }
    const { known, reports, events, orphans, problems } = reconcile(before, snapshot, account, clock.now())
    const book = { ...known, ...protection(before, known, snapshot, clock.now(), this.#stopDeadlineMs) }
    this.#books.set(symbol, book)
    this.#problems.set(symbol, problems)
    if (JSON.stringify(book) !== JSON.stringify(before) || reports.length + events.length > 0) {
      await journal.append({ reports, events, book })
    }
    // An orphan that could not be cancelled now is one again at the next reconciliation.
    for (const { clientOrderId, type } of orphans) await venue.cancel(symbol, clientOrderId, type)
  }

  /** Closes at the market what has been without a stop for too long, and halts the account. */
  async #flattenUnprotected(): Promise<boolean> {
    const { account, clock, journal, venue } = this.#options
    const late = (book: SymbolBook) =>
      book.unprotectedSince !== null && clock.now() - book.unprotectedSince > this.#stopDeadlineMs
    const book = [...this.#books.values()].find(late)
    if (book === undefined) return false
    if (journal.isActive || !this.#hasHalted) {
      this.#hasHalted = true
      await journal.append({ halt: `STOP_NOT_ACKNOWLEDGED: ${book.symbol} is flattened by the gateway` })
    }
    const order = approve(flattening(book, account, clock.now()), { account, mayOpen: false })
    if (isRefusal(order)) throw new Error(`the flattening order of ${book.symbol} was refused: ${order.text}`)
    await sendOrder(order, true, { venue, clock, mayOpen: () => false, onUnknown: async () => {} })
    await this.#reconcile(book.symbol)
    return true
  }

  async #keep(book: SymbolBook): Promise<void> {
    this.#books.set(book.symbol, book)
    await this.#options.journal.append({ book })
  }

  #bookOf(symbol: string): SymbolBook {
    return (
      this.#books.get(symbol) ?? {
        symbol,
        orders: {},
        nextTradeId: 0,
        position: '0',
        unprotectedSince: null,
        stopSince: null,
      }
    )
  }
}

function isSnapshot(value: unknown): value is SymbolSnapshot {
  return typeof value === 'object' && value !== null && 'trades' in value
}

function withOrder(book: SymbolBook, command: OrderCommand): SymbolBook {
  const { client_order_id: clientOrderId, type, quantity, reduce_only: reduceOnly } = command
  if (book.orders[clientOrderId] !== undefined) return book
  const order = { clientOrderId, type, quantity, reduceOnly, isWorking: true, booked: '0' }
  return { ...book, orders: { ...book.orders, [clientOrderId]: order } }
}

/** Orders that never came to be are not asked about; how the others end, reconciliation tells. */
function withReport(book: SymbolBook, { client_order_id: id, status, event_time: time }: ExecutionReport): SymbolBook {
  const order = book.orders[id]
  if (order === undefined) return book
  if (status === 'NEW') return order.type === 'STOP_MARKET' ? { ...book, stopSince: book.stopSince ?? time } : book
  const neverWas = status === 'REJECTED' || status === 'SKIPPED_STALE'
  return neverWas ? { ...book, orders: { ...book.orders, [id]: { ...order, isWorking: false } } } : book
}

/** A stop that came after its deadline does not count: the position stays to be flattened. */
function protection(
  before: SymbolBook,
  known: SymbolKnown,
  snapshot: SymbolSnapshot,
  nowMs: number,
  deadlineMs: number,
) {
  const wasFlat = decimal(before.position).isZero()
  if (decimal(known.position).isZero()) {
    return { unprotectedSince: null, stopSince: wasFlat && snapshot.trades.length === 0 ? before.stopSince : null }
  }
  const opened = wasFlat ? (firstTradeTime(snapshot, before) ?? nowMs) : null
  const since = before.unprotectedSince ?? opened
  if (isUnprotected(known)) return { unprotectedSince: since ?? nowMs, stopSince: null }
  const isLate = since !== null && (before.stopSince ?? nowMs) - since > deadlineMs
  return { unprotectedSince: isLate ? since : null, stopSince: before.stopSince ?? nowMs }
}

function isUnprotected({ position, orders }: SymbolKnown): boolean {
  if (decimal(position).isZero()) return false
  return !Object.values(orders).some(({ type, isWorking }) => type === 'STOP_MARKET' && isWorking)
}

function firstTradeTime({ trades }: SymbolSnapshot, { nextTradeId }: SymbolKnown): number | undefined {
  return trades.find(({ id }) => id >= nextTradeId)?.time
}

/** Its id is new for every attempt, because a flattening order may fill in part; reduce-only makes that safe. */
function flattening({ symbol, position }: SymbolBook, account: string, nowMs: number): OrderCommand {
  const id = createHash('sha256')
    .update(JSON.stringify([account, symbol, 'FLATTEN', nowMs]))
    .digest('hex')
  return {
    symbol,
    event_time: nowMs,
    // Not of the shape of ours: its fills are booked as a trade beside the plan's orders.
    client_order_id: `F${id.slice(0, 31)}`,
    account,
    plan_id: '',
    signal_id: '',
    leg: 'CLOSE',
    intent: 'PLACE',
    side: decimal(position).gt(0) ? 'SELL' : 'BUY',
    type: 'MARKET',
    quantity: text(decimal(position).abs()),
    reduce_only: true,
    time_in_force: 'GTC',
    margin_mode: 'ISOLATED',
    position_mode: 'ONE_WAY',
    attempt: 0,
  }
}
