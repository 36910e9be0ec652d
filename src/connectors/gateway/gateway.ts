/** One account's gateway: a lane for each symbol, so that an order nobody answers for holds up no other symbol. */
import { AccountLane, type AccountReader, differs } from './account-lane.ts'
import type { Journal } from './journal.ts'
import type { OrderVenue } from './order-venue.ts'
import type { SymbolKnown, SymbolSnapshot } from './reconcile.ts'
import type { Clock } from './send-order.ts'
import { type LaneContext, SymbolLane } from './symbol-lane.ts'

export interface GatewayOptions {
  readonly account: string
  readonly journal: Journal
  readonly venue: OrderVenue
  readonly clock: Clock
  /** What the exchange says of a symbol; rejects when it does not answer. */
  readonly read: (known: SymbolKnown) => Promise<SymbolSnapshot>
  /** What it says of the whole account. */
  readonly reader: AccountReader
  readonly reconcileEveryMs?: number
  readonly stopDeadlineMs?: number
  /** Told when something that was begun has ended: there may be more to do. */
  readonly onEnd?: () => void
}

/** From the first fill a stop is acknowledged within this, or the position is flattened (DESIGN, 4). */
const STOP_DEADLINE_MS = 5_000
const RECONCILE_EVERY_MS = 30_000
/** Symbols that are asked about at once by the schedule: the exchange's rate limit is there for orders first. */
const MOST_READINGS = 2
/** Positions that are being opened at once: each needs its stop within the deadline, and a dozen questions until then. */
const MOST_OPENING = 3
/** Commands taken and not done; more stay on the log. */
const MOST_WAITING = 1_000

export class Gateway {
  readonly #journal: Journal
  readonly #context: LaneContext
  readonly #reader: AccountReader
  readonly #lanes = new Map<string, SymbolLane>()
  /** Null before it was opened. */
  #account: AccountLane | null = null
  /** True when this process has halted the account. */
  #hasHalted = false
  #failure: { readonly error: unknown } | null = null

  constructor({ onEnd, reader, ...options }: GatewayOptions) {
    this.#journal = options.journal
    this.#reader = reader
    this.#context = {
      reconcileEveryMs: RECONCILE_EVERY_MS,
      stopDeadlineMs: STOP_DEADLINE_MS,
      ...options,
      mayOpen: () => this.mayOpen,
      hasRoomToOpen: () => this.lanes.filter(({ isOpening }) => isOpening).length < MOST_OPENING,
      halt: (reason) => this.#halt(reason),
      onEnd: (error) => {
        if (error !== null) this.#failure ??= { error }
        onEnd?.()
      },
    }
  }

  /** True when the account may open positions: active, and reconciled. */
  get mayOpen(): boolean {
    return this.isReconciled && this.isActive
  }

  /** True when the exchange has answered for the account and every symbol, and nothing it said is unexplained. */
  get isReconciled(): boolean {
    const isRead = this.#account?.isRead ?? false
    return isRead && this.lanes.every(({ isExplained }) => isExplained)
  }

  /** False while the log has the account halted, reducing or draining. */
  get isActive(): boolean {
    return this.#journal.isActive
  }

  get lanes(): readonly SymbolLane[] {
    return [...this.#lanes.values()]
  }

  /** True while something is under way, or waits for its turn. */
  get isBusy(): boolean {
    return this.lanes.some(({ isBusy, waiting }) => isBusy || waiting > 0)
  }

  async open(): Promise<void> {
    const { books, ledger } = await this.#journal.open()
    for (const book of books) this.#lanes.set(book.symbol, new SymbolLane(this.#context, book))
    const { account, journal, clock, onEnd, reconcileEveryMs: incomeEveryMs } = this.#context
    const onPositions = (positions: ReadonlyMap<string, string>) => this.#compare(positions)
    const context = { account, journal, clock, reader: this.#reader, incomeEveryMs, onPositions, onEnd }
    this.#account = new AccountLane(context, ledger)
  }

  /**
   * Begins whatever there is to do now; called again and again.
   *
   * @throws why something that was begun before has failed: then the process must stop
   */
  async step(): Promise<void> {
    this.#throwFailure()
    await this.#take()
    for (const lane of this.lanes) {
      lane.watch()
      lane.carry()
    }
    this.#ask()
    this.#account?.ask()
    this.#throwFailure()
  }

  /** Something has happened in a symbol: it is asked about at the next step. Says nothing about symbols nobody trades. */
  wake(symbol: string): void {
    this.#lanes.get(symbol)?.wake()
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.all([this.#account?.settled(), ...this.lanes.map((lane) => lane.settled())])
  }

  async #take(): Promise<void> {
    let waiting = this.lanes.reduce((sum, lane) => sum + lane.waiting, 0)
    for (; waiting < MOST_WAITING; waiting += 1) {
      const delivery = await this.#journal.next()
      if (delivery === undefined) return
      this.#laneOf(delivery.command.symbol).push(delivery)
    }
  }

  #laneOf(symbol: string): SymbolLane {
    const lane = this.#lanes.get(symbol) ?? new SymbolLane(this.#context, symbol)
    this.#lanes.set(symbol, lane)
    return lane
  }

  /** A position that is not as it is known is asked about at once, also where nobody has traded here before. */
  #compare(positions: ReadonlyMap<string, string>): void {
    for (const symbol of new Set([...positions.keys(), ...this.#lanes.keys()])) {
      if (differs(positions.get(symbol), this.#lanes.get(symbol)?.position)) this.#laneOf(symbol).wake()
    }
  }

  /** Asks about the symbols first whose commands wait, then about those that were not asked about for longest. */
  #ask(): void {
    const busy = this.lanes.filter(({ isReading }) => isReading).length
    const isAwaited = ({ waiting }: SymbolLane) => Number(waiting > 0)
    const due = this.lanes
      .filter(({ isDue }) => isDue)
      .sort((a, b) => isAwaited(b) - isAwaited(a) || a.reconciledAt - b.reconciledAt)
    for (const lane of due.slice(0, Math.max(0, MOST_READINGS - busy))) lane.reconcile()
  }

  async #halt(reason: string): Promise<void> {
    if (this.#hasHalted && !this.#journal.isActive) return
    this.#hasHalted = true
    await this.#journal.append({ halt: reason })
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error
  }
}
