/** The parts of the report that need more than a table on a terminal. */

import { formatCount, formatSigned, formatSignedPercent } from '../format.ts'
import type { Report } from '../report.ts'
import type { SymbolRow } from '../symbols.ts'
import { leverageTable } from '../view/flow-tables.ts'
import { portfolioFigures, portfolioNotes } from '../view/portfolio-figures.ts'
import { SYMBOL_FIGURES, symbolNotes, symbolTable } from '../view/result-tables.ts'
import { toneOf } from '../view/table.ts'
import { bar } from './bars.ts'
import { equityLine } from './equity-line.ts'
import { noteLines } from './fact-lines.ts'
import { arrange, type Block, GUTTER, widthOf } from './layout.ts'
import type { Paint } from './paint.ts'
import { figureBlock, tableBlock } from './table-lines.ts'

/** Columns of the longest leverage bar. */
const BAR_WIDTH = 12
/** Symbols in the table; of more, the best and the worst. */
const MOST_SYMBOLS = 32
/** How many figures of a symbol to try: all, without best and worst, without fees. */
const ROOM = [6, 4, 3] as const

/** The portfolio total: headline, equity, figures, notes. */
export function portfolioBlock({ portfolio, curve, data }: Report, width: number, paint: Paint): Block {
  const { totalPnl, returnRatio, quote, account } = portfolio
  const headline = [
    paint('Portfolio', 'title'),
    paint(`${formatSigned(totalPnl)} ${quote}`, toneOf(totalPnl)),
    paint(formatSignedPercent(returnRatio), toneOf(totalPnl)),
    paint(`account ${account}, figures in ${quote} net of fees`, 'dim'),
  ].join('  ')
  const line = equityLine(curve, data.segments, width, paint)
  const groups = portfolioFigures(portfolio).map((figures) => figureBlock(figures, paint))
  const notes = noteLines(portfolioNotes(portfolio), width, paint)
  return [headline, ...(line === null ? [] : [line]), ...arrange(groups, width), ...notes]
}

/** The leverage table with a bar for each bucket: the leverage that was set. */
export function leverageBlock(report: Report, paint: Paint): Block {
  const { title, columns, rows } = leverageTable(report)
  const { buckets } = report.leverage
  const most = Math.max(1, ...buckets.map(({ used }) => used))
  const barred = rows.map((row, index) => [
    ...row,
    { text: bar((buckets[index]?.used ?? 0) / most, BAR_WIDTH).padEnd(BAR_WIDTH) },
  ])
  return tableBlock({ title, columns: [...columns, { title: '', align: 'left' }], rows: barred }, paint)
}

/** Symbols in two columns, best first and downwards, with as many figures as there is room for. */
export function symbolBlock(report: Report, width: number, paint: Paint): Block {
  const { rows } = report.symbols
  const title = paint(`Symbols  ${formatCount(rows.length)} traded`, 'title')
  const half = Math.ceil(Math.min(MOST_SYMBOLS, rows.length) / 2)
  const hidden = rows.length - Math.min(MOST_SYMBOLS, rows.length)
  const parts = [rows.slice(0, half), rows.slice(half + hidden)].filter((part) => part.length > 0)
  return [title, ...symbolColumns(parts, width, paint), ...noteLines(symbolNotes(report, hidden), width, paint)]
}

/** Drops figures from the right until the parts fit beside each other; where none fit, all of them below each other. */
function symbolColumns(parts: readonly (readonly SymbolRow[])[], width: number, paint: Paint): Block {
  const blocksWith = (figures: number) =>
    parts.map((part) => tableBlock(symbolTable('', part, SYMBOL_FIGURES.slice(0, figures)), paint))
  const figures = ROOM.find((count) => totalWidth(blocksWith(count)) <= width) ?? SYMBOL_FIGURES.length
  return arrange(blocksWith(figures), width)
}

function totalWidth(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + widthOf(block) + GUTTER, -GUTTER)
}
