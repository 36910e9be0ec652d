/** Trades that were held across a gap of the recording: their result is a jump that no one could have acted in. */
import { text } from '../domain/decimal.ts'
import type { Stretch } from './data-section.ts'
import type { Trade } from './position-ledger.ts'
import { totalPnl } from './trade-results.ts'

export interface GapTrades {
  readonly trades: number
  /** What they earned together, quote units, decimal, net of fees and funding. */
  readonly pnl: string
}

/** The trades opened before a gap and closed after it. */
export function gapTrades(trades: readonly Trade[], gaps: readonly Stretch[]): GapTrades {
  const across = trades.filter(({ openedAt, closedAt }) =>
    gaps.some(({ from, to }) => openedAt < from && closedAt >= to),
  )
  return { trades: across.length, pnl: text(totalPnl(across)) }
}
