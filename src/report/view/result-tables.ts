/** The results in tables: exits, symbols, what is still open, what a confidence was worth. */
import { decimal } from '../../domain/decimal.ts'
import {
  formatCode,
  formatCount,
  formatFactor,
  formatMany,
  formatMoney,
  formatNames,
  formatPercent,
  formatPrice,
  formatSigned,
  formatSignedPercent,
} from '../format.ts'
import type { Report } from '../report.ts'
import type { SymbolRow } from '../symbols.ts'
import { type Cell, columnsOf, dim, plain, type Table, toneOf } from './table.ts'

/** Symbols named one by one; of more, only how many. */
const NAMED = 8

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

/** What a table of symbols may show of each. */
export type SymbolFigure = 'trades' | 'won' | 'PnL' | 'fees' | 'best' | 'worst'

export const SYMBOL_FIGURES: readonly SymbolFigure[] = ['trades', 'won', 'PnL', 'fees', 'best', 'worst']

/** Some symbols, with the figures there is room for. */
export function symbolTable(title: string, symbols: readonly SymbolRow[], figures = SYMBOL_FIGURES): Table {
  const rows = symbols.map((row) => [plain(row.symbol), ...figures.map((figure) => symbolFigure(row, figure))])
  return { title, columns: columnsOf('symbol', ...figures), rows }
}

/** What the table of symbols does not show, a sentence each. `hidden`: symbols left out of it. */
export function symbolNotes({ symbols: { untraded } }: Report, hidden: number): readonly string[] {
  return [
    hidden > 0 && `${formatMany(hidden, 'symbol')} between the best and the worst left out here.`,
    untraded.length > 0 && `Without a closed position: ${formatNames(untraded, NAMED)}.`,
  ].filter((note) => note !== false)
}

function symbolFigure(row: SymbolRow, figure: SymbolFigure): Cell {
  switch (figure) {
    case 'trades':
      return plain(formatCount(row.trades))
    case 'won':
      return dim(formatPercent(row.winRateRatio, 0))
    case 'PnL':
      return money(row.pnl)
    case 'fees':
      return dim(formatMoney(row.fees))
    case 'best':
    case 'worst':
      return dim(formatSigned(row[figure]))
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
