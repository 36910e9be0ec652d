/** The account as a whole at the exchange: what it holds in any symbol, and what was booked on it beside trades. */
import { decimal } from '../../domain/decimal.ts'
import { type IncomeRow, type LedgerCursor, ledgerFrom, tellIncome } from './account-ledger.ts'
import type { Journal } from './journal.ts'
import type { Clock } from './send-order.ts'

/** The port to what the exchange says of an account; both reject when it does not answer. */
export interface AccountReader {
  /** Positions that are not flat, signed, base units, decimal, by symbol. */
  positions(): Promise<ReadonlyMap<string, string>>
  /** What was booked from a time on, Unix time in ms. */
  income(sinceMs: number): Promise<readonly IncomeRow[]>
}

export interface AccountContext {
  readonly account: string
  readonly journal: Journal
  readonly clock: Clock
  readonly reader: AccountReader
  readonly incomeEveryMs: number
  /** Told all positions, each time they were read. */
  readonly onPositions: (positions: ReadonlyMap<string, string>) => void
  /** Told when something that was begun has ended, and why it failed where it has. */
  readonly onEnd: (failure: unknown) => void
}

/** Fills at the exchange are noticed within this: the positions of an account cost as little as those of one symbol. */
const POSITIONS_EVERY_MS = 2_000

export class AccountLane {
  readonly #context: AccountContext
  #ledger: LedgerCursor | null
  #isRead = false
  #positionsAt = Number.NEGATIVE_INFINITY
  #incomeAt = Number.NEGATIVE_INFINITY
  #job: Promise<void> | null = null

  constructor(context: AccountContext, ledger: LedgerCursor | null) {
    this.#context = context
    this.#ledger = ledger
  }

  /** True when the exchange has answered the last question about the account. */
  get isRead(): boolean {
    return this.#isRead
  }

  /** Begins to ask where it is time to. */
  ask(): void {
    const { clock, onEnd } = this.#context
    if (this.#job !== null || clock.now() - this.#positionsAt < POSITIONS_EVERY_MS) return
    const end = (failure: unknown) => {
      this.#job = null
      onEnd(failure)
    }
    this.#job = this.#ask().then(() => end(null), end)
  }

  async settled(): Promise<void> {
    await this.#job
  }

  async #ask(): Promise<void> {
    const { clock } = this.#context
    try {
      const positions = await this.#context.reader.positions()
      this.#context.onPositions(positions)
      if (clock.now() - this.#incomeAt >= this.#context.incomeEveryMs) await this.#tellIncome()
      this.#isRead = true
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      this.#isRead = false
    } finally {
      this.#positionsAt = clock.now()
    }
  }

  async #tellIncome(): Promise<void> {
    const { account, clock, journal, reader } = this.#context
    const isNew = this.#ledger === null
    const before = this.#ledger ?? ledgerFrom(clock.now())
    const rows = isNew ? [] : await reader.income(before.since)
    const { events, cursor } = tellIncome(before, rows, account, clock.now())
    this.#ledger = cursor
    this.#incomeAt = clock.now()
    // A cursor that has only moved with the time needs no record: asked again, it tells nothing twice.
    if (!isNew && events.length === 0) return
    await journal.append({ events, ledger: cursor })
  }
}

/** Thrown by a reader whose exchange did not answer. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/** True where two amounts differ; one that is left out is flat. */
export function differs(a: string | undefined, b: string | undefined): boolean {
  return !decimal(a ?? '0').eq(b ?? '0')
}
