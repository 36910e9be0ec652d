/** The account as one small value: balance, mode, results and what every symbol holds of its margin. */
import type { AccountMode } from '../../records/generated.ts'
import { type Decimal, type Decimalish, decimal, ZERO } from '../decimal.ts'
import type { ExecutionConfig } from './config.ts'
import { plus } from './figures.ts'
import { openRisk, type RiskBook, withRiskTransfer } from './risk-book.ts'

/** Closed positions that win rate and trend look back on (FORMULAS, Leverage). */
const RESULTS_KEPT = 20

/** Mode of the account; UNKNOWN is a reading of records, never a state. */
export type Mode = Exclude<AccountMode, 'UNKNOWN'>

/** What one symbol holds of the account. */
export interface Exposure {
  /** Margin of what is open and of what the entry may still open, quote units, decimal. */
  readonly margin: string
  /** Notional of the same, quote units, decimal. */
  readonly notional: string
  /** Unrealised profit at the latest mark, quote units. */
  readonly unrealisedPnl: number
  /** True while nothing is filled. */
  readonly reserved: boolean
}

/** Everything account-wide that execution decides by; JSON-able. */
export interface AccountBook {
  readonly account: string
  /** Wallet balance, quote units, decimal; fees, funding and profit are booked when they happen. */
  readonly balance: string
  /** Highest equity so far, quote units; deposits and withdrawals move it along. */
  readonly peakEquity: number
  readonly mode: Mode
  readonly modeReason: string | null
  /** Profit on margin of the last closed positions, fractions, oldest first. */
  readonly recentResults: readonly number[]
  /** Losses in a row until now. */
  readonly lossStreak: number
  readonly closedPositions: number
  /** By symbol: open positions and reservations. */
  readonly exposures: Readonly<Record<string, Exposure>>
  /** Account events already booked, oldest first, bounded. */
  readonly venueEventIds: readonly string[]
  /** Intents that had their final decision, oldest first, bounded. */
  readonly endedIntents: readonly string[]
  /** What the risk limits are counted from. */
  readonly risk: RiskBook
}

/** A new account, ACTIVE, with the configured balance. */
export function openAccount(config: ExecutionConfig): AccountBook {
  return {
    account: config.account,
    balance: config.startingBalance,
    peakEquity: Number(config.startingBalance),
    mode: 'ACTIVE',
    modeReason: null,
    recentResults: [],
    lossStreak: 0,
    closedPositions: 0,
    exposures: {},
    venueEventIds: [],
    endedIntents: [],
    risk: openRisk(Number(config.startingBalance)),
  }
}

/** Balance plus unrealised profit, quote units. */
export function equityOf(book: AccountBook): number {
  let equity = Number(book.balance)
  for (const symbol in book.exposures) equity += book.exposures[symbol]?.unrealisedPnl ?? 0
  return equity
}

/** Margin of all positions and reservations, quote units. */
export function marginUsed(book: AccountBook): Decimal {
  return Object.values(book.exposures).reduce((sum, exposure) => sum.plus(exposure.margin), ZERO)
}

/** Notional of all positions and reservations, quote units. */
export function notionalUsed(book: AccountBook): Decimal {
  return Object.values(book.exposures).reduce((sum, exposure) => sum.plus(exposure.notional), ZERO)
}

/** Changes the balance by profit, fee or funding; zero changes nothing. */
export function withBalanceChange(book: AccountBook, amount: Decimalish): AccountBook {
  if (decimal(amount).isZero()) return book
  return withPeak({ ...book, balance: plus(book.balance, amount) })
}

/** Changes the balance by money moved in or out, which is neither gain nor drawdown. */
export function withTransfer(book: AccountBook, amount: Decimalish): AccountBook {
  const moved = decimal(amount).toNumber()
  return {
    ...book,
    balance: plus(book.balance, amount),
    peakEquity: book.peakEquity + moved,
    risk: withRiskTransfer(book.risk, moved),
  }
}

/** Sets what a symbol holds; `undefined` releases it. */
export function withExposure(book: AccountBook, symbol: string, exposure: Exposure | undefined): AccountBook {
  if (exposure !== undefined) return withPeak({ ...book, exposures: { ...book.exposures, [symbol]: exposure } })
  const { [symbol]: _released, ...exposures } = book.exposures
  return { ...book, exposures }
}

/** Remembers the result of a closed position: profit on margin, fraction. */
export function withResult(book: AccountBook, pnlRatio: number): AccountBook {
  return {
    ...book,
    closedPositions: book.closedPositions + 1,
    recentResults: [...book.recentResults, pnlRatio].slice(-RESULTS_KEPT),
    lossStreak: pnlRatio < 0 ? book.lossStreak + 1 : pnlRatio > 0 ? 0 : book.lossStreak,
  }
}

/** Halts the account. The first reason stays: what follows from a fault does not hide it. */
export function halted(book: AccountBook, reason: string): AccountBook {
  return book.mode === 'HALTED' ? book : { ...book, mode: 'HALTED', modeReason: reason }
}

/** A bounded memory of ids: the newest `bound` of them. */
export function remembered(ids: readonly string[], id: string, bound: number): readonly string[] {
  return [...ids, id].slice(-bound)
}

function withPeak(book: AccountBook): AccountBook {
  const equity = equityOf(book)
  return equity > book.peakEquity ? { ...book, peakEquity: equity } : book
}

/** A book that was saved before there were risk limits: they count from what it was then. */
export function withRisk(saved: Omit<AccountBook, 'risk'>): AccountBook {
  return { ...saved, risk: openRisk(equityOf({ ...saved, risk: openRisk(0) })) }
}
