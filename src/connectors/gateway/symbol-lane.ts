/** One symbol at the exchange: its commands one after another, its reconciliation, and the watch over its stop. */
import type { ExecutionReport, OrderCommand } from '../../records/generated.ts'
import { carryCommand } from './carry-command.ts'
import type { Delivery, Entry, Journal, SymbolBook } from './journal.ts'
import { protection } from './protection.ts'
import { reconcile, type SymbolKnown, type SymbolSnapshot } from './reconcile.ts'
import { StopWatch, type StopWatchContext } from './stop-watch.ts'
import { emptyBook, withOrder, withoutOldOrders, withoutOrder, withReport } from './symbol-book.ts'

/** What the symbols of an account share. */
export interface LaneContext extends StopWatchContext {
  readonly journal: Journal
  /** What the exchange says of a symbol; rejects when it does not answer. */
  readonly read: (known: SymbolKnown) => Promise<SymbolSnapshot>
  readonly reconcileEveryMs: number
  /** True when the account may open positions. */
  readonly mayOpen: () => boolean
  /** True while no more positions are being opened than their stops can be seen to at once. */
  readonly hasRoomToOpen: () => boolean
}

const RECONCILE_AGAIN_MS = 1_000

export class SymbolLane {
  readonly symbol: string
  readonly #context: LaneContext
  readonly #waiting: Delivery[] = []
  #book: SymbolBook
  /** Why nothing may open; null before the exchange was asked at all. */
  #problems: readonly string[] | null = null
  #reconciledAt = Number.NEGATIVE_INFINITY
  #fullyAt = Number.NEGATIVE_INFINITY
  #job: Promise<void> | null = null
  #isReading = false
  #isEntering = false
  /** True when the first that waits was looked for and is not at the exchange: then it is as one that is delivered first. */
  #isUnsent = false
  readonly #stopWatch: StopWatch
  /** True where nothing is known but that a command has come: whether the exchange holds anything, the account tells. */
  #isNew: boolean

  constructor(context: LaneContext, book: SymbolBook | string) {
    this.#context = context
    this.#isNew = typeof book === 'string'
    this.#book = typeof book === 'string' ? emptyBook(book) : book
    this.symbol = this.#book.symbol
    const onEnd = (failure: unknown) => {
      this.wake()
      context.onEnd(failure)
    }
    this.#stopWatch = new StopWatch({ ...context, onEnd })
  }

  /** True when the exchange has answered, and nothing it said is unexplained. */
  get isClean(): boolean {
    return this.#problems?.length === 0
  }

  /** False while it keeps others from opening: not for being new itself. */
  get isExplained(): boolean {
    return this.isClean || (this.#problems === null && this.#isNew)
  }

  get isBusy(): boolean {
    return this.#job !== null
  }

  /** True while the exchange is asked by the schedule. */
  get isReading(): boolean {
    return this.#isReading
  }

  /** True from an entry on until its position, where there is one, has its stop. */
  get isOpening(): boolean {
    return this.#isEntering || this.#book.unprotectedSince !== null
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

  /** When the exchange was asked about everything last, or in vain, Unix time in ms. */
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
    if (!this.#mayBeSent && this.#isHeld(next.command)) return
    this.#begin(this.#carry(next))
  }

  /** True when the exchange is to be asked; soon again where it is not clean: a stop's deadline may hang on it. */
  get isDue(): boolean {
    const { clock, reconcileEveryMs } = this.#context
    const every = this.isClean ? reconcileEveryMs : Math.min(reconcileEveryMs, RECONCILE_AGAIN_MS)
    return this.#job === null && !this.#mayBeSent && clock.now() - this.#reconciledAt >= every
  }

  /** True while what waits first may have been sent by the process before, and was not looked for yet. */
  get #mayBeSent(): boolean {
    return this.#waiting[0]?.redelivered === true && !this.#isUnsent
  }

  /** What the gateway believes to hold, signed, base units, decimal. */
  get position(): string {
    return this.#book.position
  }

  /** Asks at the next turn: something has happened at the exchange. */
  wake(): void {
    this.#isNew = false
    this.#reconciledAt = Number.NEGATIVE_INFINITY
  }

  reconcile(): void {
    if (this.#job !== null) return
    this.#isReading = true
    this.#begin(this.#reconcile())
  }

  watch(): void {
    this.#stopWatch.look(this.#book)
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all([this.#job, this.#stopWatch.settled()])
  }

  /** Of the targets, the exchange is asked once all are there: its rate limit is for orders first, and for stops. */
  #isAmidLadder(command: OrderCommand): boolean {
    const next = this.#waiting[0]
    if (next === undefined || next.redelivered || opens(next.command)) return false
    return !opens(command) && this.#book.unprotectedSince === null
  }

  /**
   * Nothing is sent in a symbol before it was seen flat once: from there on every trade in it is accounted for. An entry
   * also waits for the account to be clean, as long as it is worth anything, and for others that are being opened; one that
   * is not sent anyway need not wait.
   */
  #isHeld(command: OrderCommand): boolean {
    const { journal, mayOpen, hasRoomToOpen, clock } = this.#context
    const { expires_at: expiresAt } = command
    const isEntry = opens(command)
    if (isEntry && (!journal.isActive || (expiresAt != null && clock.now() > expiresAt))) return false
    if (this.#book.nextTradeId === null || (isEntry && !hasRoomToOpen())) return true
    return isEntry && expiresAt != null && !mayOpen()
  }

  /** The account was clean when the entry's turn came, and not any more when it was to be sent: nothing was sent. */
  #isHeldAgain({ expires_at: expiresAt }: OrderCommand, { error_code: code }: ExecutionReport): boolean {
    const { journal, clock } = this.#context
    return code === 'NO_OPENINGS' && journal.isActive && expiresAt != null && clock.now() <= expiresAt
  }

  #begin(job: Promise<void>): void {
    const end = (failure: unknown) => {
      this.#job = null
      this.#isReading = false
      this.#isEntering = false
      this.#context.onEnd(failure)
    }
    this.#job = job.then(() => end(null), end)
  }

  async #carry({ partition, offset, command, redelivered }: Delivery): Promise<void> {
    const { journal } = this.#context
    const { signal_id: signalId } = command
    this.#isEntering = opens(command)
    const reports: ExecutionReport[] = []
    // That nobody knows is told at once: it may take long until somebody does.
    const report = async (each: ExecutionReport) => {
      if (each.status === 'UNKNOWN') await journal.append({ reports: [each], signalId })
      else reports.push(each)
    }
    if (command.intent !== 'CANCEL') await this.#update(withOrder(this.#book, command))
    await carryCommand(command, redelivered, { ...this.#context, report })
    if (reports.some((each) => this.#isHeldAgain(command, each))) {
      await this.#update(withoutOrder(this.#book, command.client_order_id))
      this.#isUnsent = true
      return
    }
    await this.#update(reports.reduce(withReport, this.#book), { done: { partition, offset }, reports, signalId })
    this.#waiting.shift()
    this.#isUnsent = false
    if (!this.#isAmidLadder(command)) await this.#reconcile()
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
    if (snapshot.isFull) this.#fullyAt = this.#reconciledAt
    // A look at what a command has done does not put the next whole reading off.
    else if (problems.length === 0) this.#reconciledAt = this.#fullyAt
    // An orphan that could not be cancelled now is one again at the next reconciliation.
    for (const { clientOrderId, type } of orphans) await venue.cancel(this.symbol, clientOrderId, type)
  }

  async #update(book: SymbolBook, entry: Entry = {}): Promise<void> {
    this.#book = book
    await this.#context.journal.append({ ...entry, book })
  }
}

function isSnapshot(value: unknown): value is SymbolSnapshot {
  return typeof value === 'object' && value !== null && 'trades' in value
}

/** True for what may open or add to a position. */
function opens({ intent, reduce_only: reduceOnly }: OrderCommand): boolean {
  return intent !== 'CANCEL' && !reduceOnly
}
