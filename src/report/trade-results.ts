/** What the closed positions of a run come to. */
import { type Decimal, decimal, text, ZERO } from '../domain/decimal.ts'
import type { Trade } from './position-ledger.ts'
import { mean, median } from './statistics.ts'

/** A single result worth naming. */
export interface NamedResult {
  readonly symbol: string
  /** Quote units, decimal. */
  readonly pnl: string
  /** pnl over margin, fraction. */
  readonly pnlRatio: number
}

/** Results of closed positions, net of fees and funding; money in quote units, decimal. Null: there was no such trade. */
export interface TradeResults {
  readonly trades: number
  readonly wins: number
  readonly losses: number
  /** Neither won nor lost. */
  readonly flat: number
  /** wins / trades, fraction. */
  readonly winRateRatio: number | null
  readonly longs: number
  readonly shorts: number
  readonly pnl: string
  readonly averageWin: string | null
  /** Negative. */
  readonly averageLoss: string | null
  readonly largestWin: NamedResult | null
  readonly largestLoss: NamedResult | null
  /** Sum of the wins over the sum of the losses; null without a loss. */
  readonly profitFactor: number | null
  /** Mean result of a trade. */
  readonly expectancy: string | null
  /** Mean pnl over margin, fraction. */
  readonly expectancyRatio: number | null
  readonly medianDurationMs: number | null
}

/** Money places that an average is rounded to. */
const MONEY_PLACES = 8

/** Sums up closed positions. */
export function tradeResults(trades: readonly Trade[]): TradeResults {
  const wins = trades.filter(({ pnl }) => decimal(pnl).gt(0))
  const losses = trades.filter(({ pnl }) => decimal(pnl).lt(0))
  const [won, lost] = [totalPnl(wins), totalPnl(losses)]
  return {
    trades: trades.length,
    wins: wins.length,
    losses: losses.length,
    flat: trades.length - wins.length - losses.length,
    winRateRatio: trades.length === 0 ? null : wins.length / trades.length,
    longs: trades.filter(({ side }) => side === 'LONG').length,
    shorts: trades.filter(({ side }) => side === 'SHORT').length,
    pnl: text(totalPnl(trades)),
    averageWin: average(won, wins.length),
    averageLoss: average(lost, losses.length),
    largestWin: named(wins.reduce((best: Trade | null, trade) => (above(trade, best) ? trade : best), null)),
    largestLoss: named(losses.reduce((worst: Trade | null, trade) => (below(trade, worst) ? trade : worst), null)),
    profitFactor: losses.length === 0 ? null : won.div(lost.neg()).toNumber(),
    expectancy: average(totalPnl(trades), trades.length),
    expectancyRatio: mean(trades.map(({ pnlRatio }) => pnlRatio)),
    medianDurationMs: median(trades.map(({ openedAt, closedAt }) => closedAt - openedAt)),
  }
}

/** Result of some trades together, quote units. */
export function totalPnl(trades: readonly Trade[]): Decimal {
  return trades.reduce((sum, { pnl }) => sum.plus(pnl), ZERO)
}

function average(total: Decimal, count: number): string | null {
  return count === 0 ? null : text(total.div(count).toDecimalPlaces(MONEY_PLACES))
}

function above(trade: Trade, other: Trade | null): boolean {
  return other === null || decimal(trade.pnl).gt(other.pnl)
}

function below(trade: Trade, other: Trade | null): boolean {
  return other === null || decimal(trade.pnl).lt(other.pnl)
}

function named(trade: Trade | null): NamedResult | null {
  return trade && { symbol: trade.symbol, pnl: trade.pnl, pnlRatio: trade.pnlRatio }
}
