/** The account.state record of an account, and when it is worth publishing again. */
import type { AccountState } from '../../records/generated.ts'
import { text } from '../decimal.ts'
import { type AccountBook, equityOf, marginUsed, notionalUsed } from './account-book.ts'
import { money } from './figures.ts'

/**
 * The account as a record at `nowMs` (FORMULAS, Leverage: win rate, pnl_trend, exposure).
 * Ratios to an equity of zero or less are 1 while anything is held and 0 otherwise.
 */
export function accountState(book: AccountBook, nowMs: number): AccountState {
  const equity = equityOf(book)
  const margin = marginUsed(book)
  const utilisation = ratioTo(equity, margin.toNumber())
  const count = book.recentResults.length
  const wins = book.recentResults.filter((result) => result > 0).length
  const losses = book.recentResults.filter((result) => result < 0).length
  return {
    account: book.account,
    event_time: nowMs,
    balance: book.balance,
    equity: text(money(equity)),
    margin_used: text(margin),
    margin_utilisation_ratio: utilisation,
    exposure_ratio: utilisation,
    notional_ratio: ratioTo(equity, notionalUsed(book).toNumber()),
    open_positions: Object.keys(book.exposures).length,
    closed_positions: book.closedPositions,
    pnl_trend: count === 0 ? 0 : (wins - losses) / count,
    win_rate_ratio: count === 0 ? null : wins / count,
    loss_streak: book.lossStreak,
    drawdown_ratio: book.peakEquity > 0 ? Math.max(0, 1 - equity / book.peakEquity) : 0,
    mode: book.mode,
    mode_reason: book.modeReason,
  }
}

/** True when balance, mode, counts or what a symbol holds differ; a mere change of unrealised profit does not count. */
export function accountChanged(before: AccountBook, after: AccountBook): boolean {
  if (before === after) return false
  if (before.balance !== after.balance || before.mode !== after.mode) return true
  if (before.modeReason !== after.modeReason || before.closedPositions !== after.closedPositions) return true
  return before.exposures !== after.exposures && exposureChanged(before, after)
}

function exposureChanged({ exposures: before }: AccountBook, { exposures: after }: AccountBook): boolean {
  const symbols = Object.keys(after)
  if (symbols.length !== Object.keys(before).length) return true
  return symbols.some((symbol) => {
    const [old, now] = [before[symbol], after[symbol]]
    return old?.margin !== now?.margin || old?.notional !== now?.notional
  })
}

function ratioTo(equity: number, used: number): number {
  if (equity > 0) return used / equity
  return used > 0 ? 1 : 0
}
