/** The watch over the stop of one symbol: what is without one for too long is closed at the market, and the account halted. */
import { approve, isRefusal } from './approved-order.ts'
import type { SymbolBook } from './journal.ts'
import type { OrderVenue } from './order-venue.ts'
import { flatteningOrder } from './protection.ts'
import { type Clock, sendOrder } from './send-order.ts'

export interface StopWatchContext {
  readonly account: string
  readonly venue: OrderVenue
  readonly clock: Clock
  readonly stopDeadlineMs: number
  /** Halts the account, for this reason; resolves when that is on the log. */
  readonly halt: (reason: string) => Promise<void>
  /** Told when a flattening has ended, and why it failed where it has. */
  readonly onEnd: (failure: unknown) => void
}

const FLATTEN_AGAIN_MS = 1_000

/** It waits for nothing: an order nobody answers for must not keep a position open. */
export class StopWatch {
  readonly #context: StopWatchContext
  #flattening: Promise<void> | null = null
  #againAt = Number.NEGATIVE_INFINITY

  constructor(context: StopWatchContext) {
    this.#context = context
  }

  /**
   * Begins to flatten where it must. A stop that was acknowledged counts from then on; that it works is seen at the next
   * reading, and if it does not it never counted.
   */
  look(book: SymbolBook): void {
    const { clock, stopDeadlineMs, onEnd } = this.#context
    const { unprotectedSince: since, stopSince } = book
    if (this.#flattening !== null || since === null || (stopSince ?? clock.now()) - since <= stopDeadlineMs) return
    if (clock.now() < this.#againAt) return
    const end = (failure: unknown) => {
      this.#flattening = null
      onEnd(failure)
    }
    this.#flattening = this.#flatten(book).then(() => end(null), end)
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#flattening
  }

  async #flatten(book: SymbolBook): Promise<void> {
    const { account, clock, venue, stopDeadlineMs, halt } = this.#context
    await halt(`STOP_NOT_ACKNOWLEDGED: ${book.symbol} is flattened by the gateway`)
    const order = approve(flatteningOrder(book, account, clock.now()), { account, mayOpen: false })
    if (isRefusal(order)) throw new Error(`the flattening order of ${book.symbol} was refused: ${order.text}`)
    const { status } = await sendOrder(order, true, { venue, clock, mayOpen: () => false, onUnknown: async () => {} })
    // A job that is stuck keeps the book from hearing of it: then the same is not sent again every second.
    this.#againAt = clock.now() + (status === 'NEW' ? stopDeadlineMs : FLATTEN_AGAIN_MS)
  }
}
