/** Closed positions by symbol. */
import { type Decimal, decimal, maxOf, minOf, text, ZERO } from '../domain/decimal.ts'
import type { Trade } from './position-ledger.ts'
import { totalPnl } from './trade-results.ts'

/** The trades of a symbol; money in quote units, decimal, net of fees and funding. */
export interface SymbolRow {
  readonly symbol: string
  readonly trades: number
  readonly wins: number
  /** wins / trades, fraction. */
  readonly winRateRatio: number
  readonly pnl: string
  readonly fees: string
  /** Best and worst single trade. */
  readonly best: string
  readonly worst: string
}

export interface SymbolSection {
  /** Best first. */
  readonly rows: readonly SymbolRow[]
  /** The three that earned most, best first, and lost most, worst first. */
  readonly best: readonly string[]
  readonly worst: readonly string[]
  /** Symbols that could be traded and closed no position. */
  readonly untraded: readonly string[]
}

const NAMED = 3

/** Groups trades by symbol. */
export function symbolSection(trades: readonly Trade[], tradable: readonly string[]): SymbolSection {
  const groups = new Map<string, Trade[]>()
  for (const trade of trades) groups.set(trade.symbol, [...(groups.get(trade.symbol) ?? []), trade])
  const rows = [...groups.values()].map(symbolRow).sort(byPnl)
  return {
    rows,
    best: rows
      .filter(({ pnl }) => decimal(pnl).gt(0))
      .slice(0, NAMED)
      .map(({ symbol }) => symbol),
    worst: rows
      .filter(({ pnl }) => decimal(pnl).lt(0))
      .slice(-NAMED)
      .reverse()
      .map(({ symbol }) => symbol),
    untraded: tradable.filter((symbol) => !groups.has(symbol)),
  }
}

function symbolRow(trades: readonly Trade[]): SymbolRow {
  const results = trades.map(({ pnl }) => decimal(pnl))
  const wins = results.filter((pnl) => pnl.gt(0)).length
  return {
    symbol: trades[0]?.symbol ?? '',
    trades: trades.length,
    wins,
    winRateRatio: wins / trades.length,
    pnl: text(totalPnl(trades)),
    fees: text(trades.reduce((sum, { fees }) => sum.plus(fees), ZERO)),
    best: text(extreme(results, maxOf)),
    worst: text(extreme(results, minOf)),
  }
}

function extreme(results: readonly Decimal[], pick: typeof maxOf): Decimal {
  const [first = ZERO, ...others] = results
  return pick(first, ...others)
}

function byPnl(a: SymbolRow, b: SymbolRow): number {
  return decimal(b.pnl).comparedTo(a.pnl) || (a.symbol < b.symbol ? -1 : 1)
}
