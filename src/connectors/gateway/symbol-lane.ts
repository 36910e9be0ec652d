/** One symbol at the exchange: its commands one after another, its reconciliation, and the watch over its stop. */
import type { ExecutionReport, OrderCommand } from '../../records/generated.ts'
import { approve, isRefusal } from './approved-order.ts'
import { carryCommand } from './carry-command.ts'
import type { Delivery, Entry, Journal, SymbolBook } from './journal.ts'
import type { OrderVenue } from './order-venue.ts'
import { flatteningOrder, protection } from './protection.ts'
import { reconcile, type SymbolKnown, type SymbolSnapshot } from './reconcile.ts'
import { type Clock, sendOrder } from './send-order.ts'
import { emptyBook, withOrder, withoutOldOrders, withReport } from './symbol-book.ts'

/** What the symbols of an account share. */
export interface LaneContext {
  readonly account: string
  readonly journal: Journal
  readonly venue: OrderVenue
  readonly clock: Clock
  /** What the exchange says of a symbol; rejects when it does not answer. */
  readonly read: (known: SymbolKnown) => Promise<SymbolSnapshot>
  readonly reconcileEveryMs: number
  readonly stopDeadlineMs: number
  /** True when the account may open positions. */
  readonly mayOpen: () => boolean
  /** Halts the account, for this reason; resolves when that is on the log. */
  readonly halt: (reason: string) => Promise<void>
  /** Told when something that was begun has ended, and why it failed where it has. */
  readonly onEnd: (failure: unknown) => void
}

const RECONCILE_AGAIN_MS = 1_000
const FLATTEN_AGAIN_MS = 1_000

export class SymbolLane {
  readonly symbol: string
  readonly #context: LaneContext
  readonly #waiting: Delivery[] = []
  #book: SymbolBook
  /** Why nothing may open; null before the exchange was asked at all. */
  #problems: readonly string[] | null = null
  #reconciledAt = Number.NEGATIVE_INFINITY
  #job: Promise<void> | null = null
  #isReading = false
  /** The watch over the stop does not wait for the job: an order nobody answers for must not keep a position open. */
  #flattening: Promise<void> | null = null
  #flattenAgainAt = Number.NEGATIVE_INFINITY

  constructor(context: LaneContext, book: SymbolBook | string) {
    this.#context = context
    this.#book = typeof book === 'string' ? emptyBook(book) : book
    this.symbol = this.#book.symbol
  }

  /** True when the exchange has answered, and nothing it said is unexplained. */
  get isClean(): boolean {
    return this.#problems?.length === 0
  }

  get isBusy(): boolean {
    return this.#job !== null
  }

  /** True while the exchange is asked by the schedule. */
  get isReading(): boolean {
    return this.#isReading
  }

  /** Commands that are not done. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** What is unexplained; null before the exchange was asked. */
  get problems(): readonly string[] | null {
    return this.#problems
  }

  /** Since when there is a position without a stop, Unix time in ms; null while there is none. */
  get unprotectedSince(): number | null {
    return this.#book.unprotectedSince
  }

  /** When the exchange answered last, Unix time in ms. */
  get reconciledAt(): number {
    return this.#reconciledAt
  }

  push(delivery: Delivery): void {
    this.#waiting.push(delivery)
  }

  /** Begins the next command where one may be carried now. */
  carry(): void {
    const next = this.#waiting[0]
    if (this.#job !== null || next === undefined) return
    // What may have been sent before is settled before anything is asked: else its trades would look like somebody else's.
    if (!next.redelivered && this.#isHeld(next.command)) return
    this.#begin(this.#carry(next))
  }

  /** True when the exchange is to be asked; soon again where it is not clean: a stop's deadline may hang on it. */
  get isDue(): boolean {
    const { clock, reconcileEveryMs } = this.#context
    const every = this.isClean ? reconcileEveryMs : Math.min(reconcileEveryMs, RECONCILE_AGAIN_MS)
    const isBefore = this.#waiting[0]?.redelivered === true
    return this.#job === null && !isBefore && clock.now() - this.#reconciledAt >= every
  }

  /** What the gateway believes to hold, signed, base units, decimal. */
  get position(): string {
    return this.#book.position
  }

  /** Asks at the next turn: something has happened at the exchange. */
  wake(): void {
    this.#reconciledAt = Number.NEGATIVE_INFINITY
  }

  reconcile(): void {
    if (this.#job !== null) return
    this.#isReading = true
    this.#begin(this.#reconcile())
  }

  /** Begins to close at the market what has been without a stop for too long, and halts the account. */
  watch(): void {
    const { clock, stopDeadlineMs } = this.#context
    const since = this.#book.unprotectedSince
    if (this.#flattening !== null || since === null || clock.now() - since <= stopDeadlineMs) return
    if (clock.now() < this.#flattenAgainAt) return
    this.#flattening = this.#guard(this.#flatten(), () => {
      this.#flattening = null
    })
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all([this.#job, this.#flattening])
  }

  /**
   * Nothing is sent in a symbol before it was seen flat once: from there on every trade in it is accounted for. An entry
   * also waits for the account to be clean, as long as it is worth anything; one that is not sent anyway need not wait.
   */
  #isHeld({ intent, reduce_only: reduceOnly, expires_at: expiresAt }: OrderCommand): boolean {
    const { journal, mayOpen, clock } = this.#context
    const opens = intent !== 'CANCEL' && !reduceOnly
    if (opens && (!journal.isActive || (expiresAt != null && clock.now() > expiresAt))) return false
    return this.#book.nextTradeId === null || (opens && expiresAt != null && !mayOpen())
  }

  #begin(job: Promise<void>): void {
    this.#job = this.#guard(job, () => {
      this.#job = null
      this.#isReading = false
    })
  }

  #guard(job: Promise<void>, ended: () => void): Promise<void> {
    const end = (failure: unknown) => {
      ended()
      this.#context.onEnd(failure)
    }
    return job.then(() => end(null), end)
  }

  async #carry({ partition, offset, command, redelivered }: Delivery): Promise<void> {
    const { journal } = this.#context
    const { signal_id: signalId } = command
    const reports: ExecutionReport[] = []
    // That nobody knows is told at once: it may take long until somebody does.
    const report = async (each: ExecutionReport) => {
      if (each.status === 'UNKNOWN') await journal.append({ reports: [each], signalId })
      else reports.push(each)
    }
    if (command.intent !== 'CANCEL') await this.#update(withOrder(this.#book, command))
    await carryCommand(command, redelivered, { ...this.#context, report })
    await this.#update(reports.reduce(withReport, this.#book), { done: { partition, offset }, reports, signalId })
    this.#waiting.shift()
    await this.#reconcile()
  }

  async #reconcile(): Promise<void> {
    const { account, venue, clock, read, stopDeadlineMs } = this.#context
    const before = this.#book
    const snapshot = await read(before).catch((error: unknown) => error)
    this.#reconciledAt = clock.now()
    if (!isSnapshot(snapshot)) {
      if (!(snapshot instanceof Error) || snapshot.name === 'LeaseLost') throw snapshot
      this.#problems = [`the exchange did not answer: ${snapshot.name}`]
      return
    }
    const { known, reports, events, orphans, problems } = reconcile(before, snapshot, account, clock.now())
    const book = withoutOldOrders({ ...known, ...protection(before, known, snapshot, clock.now(), stopDeadlineMs) })
    if (JSON.stringify(book) !== JSON.stringify(before) || reports.length + events.length > 0) {
      await this.#update(book, { reports, events })
    }
    this.#problems = problems
    // An orphan that could not be cancelled now is one again at the next reconciliation.
    for (const { clientOrderId, type } of orphans) await venue.cancel(this.symbol, clientOrderId, type)
  }

  async #flatten(): Promise<void> {
    const { account, clock, venue, stopDeadlineMs, halt } = this.#context
    await halt(`STOP_NOT_ACKNOWLEDGED: ${this.symbol} is flattened by the gateway`)
    const order = approve(flatteningOrder(this.#book, account, clock.now()), { account, mayOpen: false })
    if (isRefusal(order)) throw new Error(`the flattening order of ${this.symbol} was refused: ${order.text}`)
    const context = { venue, clock, mayOpen: () => false, onUnknown: async () => {} }
    const { status } = await sendOrder(order, true, context)
    // A job that is stuck keeps the book from hearing of it: then the same is not sent again every second.
    this.#flattenAgainAt = clock.now() + (status === 'NEW' ? stopDeadlineMs : FLATTEN_AGAIN_MS)
    this.wake()
  }

  async #update(book: SymbolBook, entry: Entry = {}): Promise<void> {
    this.#book = book
    await this.#context.journal.append({ ...entry, book })
  }
}

function isSnapshot(value: unknown): value is SymbolSnapshot {
  return typeof value === 'object' && value !== null && 'trades' in value
}
