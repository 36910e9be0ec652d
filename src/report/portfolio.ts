/** The portfolio total: from the first balance to the last equity, and a check that it adds up. */

import { type Decimal, decimal, text, ZERO } from '../domain/decimal.ts'
import type { ExecutionConfig } from '../domain/execution/config.ts'
import type { AccountMode } from '../records/generated.ts'
import type { AccountEvents } from './account-events.ts'
import { type Annualised, annualised } from './annualised.ts'
import type { DataSection } from './data-section.ts'
import { deepest, type EquityHistory, type EquityPoint, withEnd } from './equity-curve.ts'
import { type Exposure, exposure } from './exposure.ts'
import { type GapTrades, gapTrades } from './gap-trades.ts'
import type { OpenPosition } from './open-positions.ts'
import type { PositionLedger } from './position-ledger.ts'
import { type TradeResults, totalPnl, tradeResults } from './trade-results.ts'

/** The account as a whole. Money is in quote units, decimal. */
export interface Portfolio extends TradeResults {
  readonly account: string
  readonly quote: string
  readonly startBalance: string
  /** Deposits minus withdrawals. */
  readonly transfers: string
  /** Wallet balance at the end. */
  readonly endBalance: string
  /** Balance plus what the open positions are worth at the last prices. */
  readonly endEquity: string
  /** endEquity − startBalance − transfers. */
  readonly totalPnl: string
  /** totalPnl over startBalance, fraction. */
  readonly returnRatio: number
  /** Profit and loss booked on positions that are still open: their exits so far, fees and funding. */
  readonly openRealisedPnl: string
  readonly unrealisedPnl: string
  /** What the balance changed by beyond the results of positions; anything but 0 deserves a look. */
  readonly unexplained: string
  readonly fees: string
  /** Funding paid; negative was received. */
  readonly funding: string
  readonly liquidations: number
  readonly maxDrawdown: { readonly ratio: number; readonly amount: number; readonly time: number } | null
  readonly longestLossStreak: number
  readonly acrossGaps: GapTrades
  readonly exposure: Exposure
  readonly annualised: Annualised
  /** Mode of the account at the end; null where it never had one. */
  readonly mode: AccountMode | null
  readonly modeReason: string | null
}

/** What the total is made of. */
export interface PortfolioInput {
  readonly config: ExecutionConfig
  readonly data: DataSection
  readonly ledger: PositionLedger
  readonly open: readonly OpenPosition[]
  readonly history: EquityHistory
  readonly events: AccountEvents
}

/** Adds up the run; also gives the equity curve with its end. */
export function portfolio(input: PortfolioInput): {
  readonly total: Portfolio
  readonly curve: readonly EquityPoint[]
} {
  const { config, data, ledger, open, history, events } = input
  const startBalance = decimal(config.startingBalance)
  const endBalance = decimal(history.endBalance ?? config.startingBalance)
  const unrealised = sum(open.map(({ unrealisedPnl }) => unrealisedPnl))
  const endEquity = endBalance.plus(unrealised)
  const total = endEquity.minus(startBalance).minus(events.transfers)
  const openRealised = openRealisedPnl(ledger, events)
  const booked = endBalance.minus(startBalance).minus(events.transfers)
  const curve = withEnd(history.points, data.played.to, endEquity.toNumber())
  return {
    curve,
    total: {
      account: config.account,
      quote: config.quote,
      startBalance: text(startBalance),
      transfers: text(events.transfers),
      endBalance: text(endBalance),
      endEquity: text(endEquity),
      totalPnl: text(total),
      returnRatio: startBalance.gt(0) ? total.div(startBalance).toNumber() : 0,
      openRealisedPnl: text(openRealised),
      unrealisedPnl: text(unrealised),
      unexplained: text(booked.minus(totalPnl(ledger.trades)).minus(openRealised)),
      fees: text(sum([...ledger.trades.map(({ fees }) => fees), ...ledger.holdings.map(({ update }) => update.fees)])),
      funding: text(events.funding),
      liquidations: events.liquidations,
      ...tradeResults(ledger.trades),
      maxDrawdown: drawdown(deepest(curve)),
      longestLossStreak: history.longestLossStreak,
      acrossGaps: gapTrades(ledger.trades, data.gaps),
      exposure: exposure(ledger, history, data.segments),
      annualised: annualised(curve, data.recordedMs),
      mode: history.mode,
      modeReason: history.modeReason,
    },
  }
}

/** Funding is taken from the account's events: an open position's last update may be older than its last funding. */
function openRealisedPnl({ trades, holdings }: PositionLedger, { funding }: AccountEvents): Decimal {
  const gross = holdings.reduce((total, { grossPnl, update }) => total.plus(grossPnl).minus(update.fees), ZERO)
  return gross.minus(funding).plus(sum(trades.map((trade) => trade.funding)))
}

function drawdown(point: EquityPoint | null): Portfolio['maxDrawdown'] {
  if (point === null) return null
  const { equity, drawdownRatio: ratio, time } = point
  return { ratio, amount: ratio < 1 ? (equity * ratio) / (1 - ratio) : 0, time }
}

function sum(values: readonly string[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO)
}
