/** The results in tables: exits, symbols, what is still open, what a confidence was worth. */
import { decimal } from '../../domain/decimal.ts'
import {
  formatCode,
  formatCount,
  formatFactor,
  formatMoney,
  formatPercent,
  formatPrice,
  formatSigned,
  formatSignedPercent,
} from '../format.ts'
import type { Report } from '../report.ts'
import type { SymbolRow } from '../symbols.ts'
import { type Cell, columnsOf, dim, plain, type Table, toneOf } from './table.ts'

/** Exits by cause, each take-profit level by itself. */
export function exitTable({ exits }: Report): Table {
  return {
    title: 'Exits by cause',
    columns: columnsOf('exit', 'positions', 'reduced', 'closed', 'PnL'),
    rows: exits.map(({ cause, positions, reductions, closes, pnl }) => {
      const count = positions === 0 ? dim : plain
      return [
        count(formatCode(cause)),
        count(formatCount(positions)),
        dim(formatCount(reductions)),
        dim(formatCount(closes)),
        money(pnl),
      ]
    }),
  }
}

/** Some symbols; without their best and worst trade where there is little room. */
export function symbolTable(title: string, rows: readonly SymbolRow[], isWide: boolean): Table {
  return {
    title,
    columns: columnsOf('symbol', 'trades', 'won', 'PnL', 'fees', ...(isWide ? ['best', 'worst'] : [])),
    rows: rows.map(({ symbol, trades, winRateRatio, pnl, fees, best, worst }) => [
      plain(symbol),
      plain(formatCount(trades)),
      dim(formatPercent(winRateRatio, 0)),
      money(pnl),
      dim(formatMoney(fees)),
      ...(isWide ? [dim(formatSigned(best)), dim(formatSigned(worst))] : []),
    ]),
  }
}

/** Positions that are open at the end. */
export function openTable({ open }: Report): Table {
  return {
    title: 'Still open',
    columns: columnsOf('symbol', 'side', 'quantity', 'entry', 'mark', 'leverage', 'unrealised', 'on margin'),
    rows: open.map((position) => [
      plain(position.symbol),
      plain(formatCode(position.side)),
      plain(formatPrice(position.quantity)),
      plain(formatPrice(position.averageEntry)),
      plain(position.mark === null ? '–' : formatPrice(position.mark)),
      plain(`${position.leverage}x`),
      money(position.unrealisedPnl),
      { text: formatSignedPercent(position.unrealisedRatio, 1), tone: toneOf(position.unrealisedPnl) },
    ]),
  }
}

/** A row per confidence bucket. */
export function calibrationTable({ calibration }: Report): Table {
  return {
    title: 'Calibration',
    columns: columnsOf('confidence', 'signals', 'right', '95 % interval', 'mean move'),
    rows: calibration.buckets.map(({ from, to, count, rightRatio, interval, meanReturnRatio }) => [
      plain(`${formatFactor(from)}–${formatFactor(to)}`),
      plain(formatCount(count)),
      plain(formatPercent(rightRatio, 1)),
      dim(`${formatPercent(interval.low, 0)} – ${formatPercent(interval.high, 0)}`),
      plain(formatSignedPercent(meanReturnRatio)),
    ]),
  }
}

function money(value: string): Cell {
  return { text: formatSigned(value), tone: decimal(value).isZero() ? 'dim' : toneOf(value) }
}
