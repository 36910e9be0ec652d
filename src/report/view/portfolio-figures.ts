/** The portfolio total in figures: from start to end, the trades, what they cost and risked. */
import { decimal, text } from '../../domain/decimal.ts'
import {
  formatCount,
  formatDuration,
  formatFactor,
  formatMoney,
  formatPercent,
  formatSigned,
  formatSignedPercent,
  formatTime,
} from '../format.ts'
import type { Portfolio } from '../portfolio.ts'
import type { NamedResult } from '../trade-results.ts'
import { type Cell, plain, toneOf } from './table.ts'

/** A name and its figure. */
export type Figure = readonly [name: string, figure: Cell]

/** Three groups of figures: the balance, which adds up from its first row to its equity; the trades; cost and risk. */
export function portfolioFigures(portfolio: Portfolio): readonly (readonly Figure[])[] {
  return [balanceFigures(portfolio), tradeFigures(portfolio), riskFigures(portfolio)]
}

function balanceFigures(portfolio: Portfolio): readonly Figure[] {
  const { startBalance, transfers, pnl, openRealisedPnl, unrealisedPnl, unexplained, endEquity, returnRatio } =
    portfolio
  return [
    ['Start balance', plain(formatMoney(startBalance))],
    ...optional(!decimal(transfers).isZero(), ['Moved in or out', signed(transfers)]),
    ['Closed positions', signed(pnl)],
    ['Open, booked', signed(openRealisedPnl)],
    ['Open, unrealised', signed(unrealisedPnl)],
    ...optional(!decimal(unexplained).isZero(), ['Unexplained', signed(unexplained)]),
    ['Equity at the end', { text: formatMoney(endEquity), tone: 'strong' }],
    ['Return', { text: formatSignedPercent(returnRatio), tone: toneOf(returnRatio) }],
  ]
}

function tradeFigures(portfolio: Portfolio): readonly Figure[] {
  const { trades, longs, shorts, wins, losses, flat, winRateRatio, profitFactor, expectancy } = portfolio
  const average = [portfolio.averageWin, portfolio.averageLoss].map((value) => orDash(value, formatSigned))
  return [
    ['Trades', plain(formatCount(trades))],
    ['Long / short', plain(`${formatCount(longs)} / ${formatCount(shorts)}`)],
    ['Won / lost / flat', plain([wins, losses, flat].map(formatCount).join(' / '))],
    ['Win rate', plain(orDash(winRateRatio, (ratio) => formatPercent(ratio, 1)))],
    ['Average win / loss', plain(average.join(' / '))],
    ['Largest win', named(portfolio.largestWin)],
    ['Largest loss', named(portfolio.largestLoss)],
    ['Profit factor', plain(orDash(profitFactor, formatFactor))],
    ['Expectancy', plain(orDash(expectancy, (value) => `${formatSigned(value)} a trade`))],
  ]
}

function riskFigures(portfolio: Portfolio): readonly Figure[] {
  const { fees, funding, liquidations, maxDrawdown, longestLossStreak, exposure, annualised } = portfolio
  const { maxMarginRatio, maxNotionalRatio } = exposure
  const fell = maxDrawdown !== null && maxDrawdown.ratio > 0 ? maxDrawdown : null
  return [
    ['Fees', plain(formatMoney(fees))],
    ['Funding paid', plain(formatMoney(funding))],
    ['Max drawdown', plain(fell === null ? 'none' : `${formatPercent(fell.ratio)} (${formatMoney(fell.amount)})`)],
    ...optional(fell !== null, ['Deepest at', plain(formatTime(fell?.time ?? 0))]),
    ['Losses in a row', plain(`at most ${formatCount(longestLossStreak)}`)],
    ['Time in the market', plain(orDash(exposure.timeRatio, (ratio) => formatPercent(ratio, 0)))],
    ['Open at once', plain(`at most ${formatCount(exposure.mostOpenPositions)}`)],
    ['Margin / notional', plain(`≤ ${formatPercent(maxMarginRatio, 1)} / ${formatFactor(maxNotionalRatio, 1)}x`)],
    ['Held (median)', plain(orDash(portfolio.medianDurationMs, formatDuration))],
    ...optional(liquidations > 0, ['Liquidations', { text: formatCount(liquidations), tone: 'bad' }]),
    ...optional(annualised.sharpeRatio !== null, ['Sharpe, annual', plain(formatFactor(annualised.sharpeRatio ?? 0))]),
  ]
}

/** What must be said beside the figures, a sentence each. */
export function portfolioNotes(portfolio: Portfolio): readonly string[] {
  const { trades, annualised, unexplained, mode, modeReason } = portfolio
  return [
    trades === 0 && 'No position was closed.',
    gapNote(portfolio),
    largestNote(portfolio),
    annualised.withheld !== null && `No annualised ratio: ${annualised.withheld}.`,
    !decimal(unexplained).isZero() && 'Unexplained: the balance changed beyond the results of all positions.',
    mode !== null && mode !== 'ACTIVE' && `The account ended ${mode}${modeReason === null ? '' : `: ${modeReason}`}.`,
  ].filter((note) => note !== false)
}

function gapNote({ acrossGaps, totalPnl }: Portfolio): string | false {
  if (acrossGaps.trades === 0) return false
  const without = formatSigned(text(decimal(totalPnl).minus(acrossGaps.pnl)))
  const held = acrossGaps.trades === 1 ? '1 position was' : `${formatCount(acrossGaps.trades)} positions were`
  return (
    `${held} held across a gap of the recording and closed at the price after it: ${formatSigned(acrossGaps.pnl)} of the ` +
    `total, by a jump that nobody could have acted in. Without it: ${without}.`
  )
}

function largestNote({ trades, largestWin, totalPnl }: Portfolio): string | false {
  if (largestWin === null || trades < 2 || decimal(totalPnl).lte(0)) return false
  const without = decimal(totalPnl).minus(largestWin.pnl)
  if (without.gt(0)) return false
  const win = `${largestWin.symbol} ${formatSigned(largestWin.pnl)}`
  return `The gain rests on one trade: without ${win} it is ${formatSigned(text(without))}.`
}

function optional(condition: boolean, figure: Figure): readonly Figure[] {
  return condition ? [figure] : []
}

function signed(value: string): Cell {
  return { text: formatSigned(value), tone: toneOf(value) }
}

function named(result: NamedResult | null): Cell {
  return result === null
    ? plain('–')
    : { text: `${formatSigned(result.pnl)} ${result.symbol}`, tone: toneOf(result.pnl) }
}

function orDash<V>(value: V | null, format: (value: V) => string): string {
  return value === null ? '–' : format(value)
}
