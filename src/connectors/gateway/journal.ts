/** The port to the log: commands in order, and everything that comes of one appended with its place, atomically. */
import type { AccountEvent, ExecutionReport, OrderCommand } from '../../records/generated.ts'
import type { LedgerCursor } from './account-ledger.ts'
import type { SymbolKnown } from './reconcile.ts'

/** What the gateway keeps of a symbol; JSON-able. */
export interface SymbolBook extends SymbolKnown {
  /** Since when there is a position without a working stop, Unix time in ms; null while there is none. */
  readonly unprotectedSince: number | null
  /** When the stop of the position in being was first acknowledged, Unix time in ms; null before. */
  readonly stopSince: number | null
}

/** Where a command lies in order.command. */
export interface CommandPlace {
  readonly partition: number
  readonly offset: number
}

export interface Delivery extends CommandPlace {
  readonly command: OrderCommand
  /** True when a process before this one may have sent it already. */
  readonly redelivered: boolean
}

/** What is appended at once; parts that are left out stay as they are. */
export interface Entry {
  /** The command that lies here is done; others before it need not be. */
  readonly done?: CommandPlace
  readonly reports?: readonly ExecutionReport[]
  /** The signal that led to the reports, where one command did. */
  readonly signalId?: string
  readonly events?: readonly AccountEvent[]
  readonly book?: SymbolBook
  readonly ledger?: LedgerCursor
  /** Halts the account, for this reason: a control.command HALT. */
  readonly halt?: string
}

/** What a gateway finds when it starts. */
export interface Kept {
  readonly books: readonly SymbolBook[]
  /** Null where no gateway of this account has run before. */
  readonly ledger: LedgerCursor | null
}

export interface Journal {
  /** False while the log has the account halted, reducing or draining: nothing may open. Asked before every opening order. */
  readonly isActive: boolean
  /** Shuts out whoever wrote before, and gives what is kept. */
  open(): Promise<Kept>
  /** The next command; undefined when there is none now. */
  next(): Promise<Delivery | undefined>
  /** @throws when it cannot be appended, or another gateway has taken over: then the process must stop. */
  append(entry: Entry): Promise<void>
}
