/** The table of a what-if: the recorded run, then one row a cell. */
import type { CellFigures, WhatIfResult } from '../../replay-app.ts'
import { formatCode, formatCount, formatMany, formatPercent, formatSigned } from '../../report/format.ts'
import { painter } from '../../report/text/paint.ts'
import { tableBlock } from '../../report/text/table-lines.ts'
import { type Cell, columnsOf, dim, plain, toneOf } from '../../report/view/table.ts'
import { hasColors } from '../has-colors.ts'

const FIGURES = [
  'intents',
  'refused',
  'mostly (not HOLD)',
  'positions',
  'PnL',
  'without gaps',
  'drawdown',
  'won',
] as const

/** The table and what to bear in mind with it. */
export function whatIfText({ recorded, cells, isComplete, gaps, unreadable }: WhatIfResult): string {
  const rows = [
    [{ text: 'as recorded', tone: 'strong' } as const, ...figureCells(recorded)],
    ...cells.map(({ cell, figures }) => [plain(cell.join('  ')), ...figureCells(figures)]),
  ]
  const table = { title: '', columns: columnsOf('settings', ...FIGURES), rows }
  const notes = [
    `PnL in ${recorded.quote} net of fees and funding, open positions at their last price.`,
    ...(gaps === 0
      ? []
      : [
          `Without gaps: less what positions earned that were held across one of the recording's ${formatMany(gaps, 'gap')}.`,
        ]),
    ...(cells.length > 1
      ? [`The best of ${cells.length} cells is partly luck: try it on a recording that it was not chosen on.`]
      : []),
    ...(unreadable === 0 ? [] : [`${formatCount(unreadable)} input records cannot be read and were left out.`]),
    ...(isComplete ? [] : ['Stopped: only complete cells are shown.']),
  ]
  return `${[...tableBlock(table, painter(hasColors(process.stdout))), '', ...notes].join('\n')}\n`
}

function figureCells(figures: CellFigures): readonly Cell[] {
  const { intents, refusals, mostRefusedFor, positions, open, pnl, pnlAcrossGaps, maxDrawdownRatio, winRateRatio } =
    figures
  const withoutGaps = String(Number(pnl) - Number(pnlAcrossGaps))
  return [
    plain(formatCount(intents)),
    plain(formatCount(refusals)),
    dim(mostRefusedFor === null ? '' : formatCode(mostRefusedFor.reason)),
    plain(open === 0 ? formatCount(positions) : `${formatCount(positions)} + ${open} open`),
    { text: formatSigned(pnl), tone: toneOf(pnl) },
    { text: formatSigned(withoutGaps), tone: toneOf(withoutGaps) },
    plain(formatPercent(maxDrawdownRatio)),
    plain(winRateRatio === null ? '–' : formatPercent(winRateRatio, 1)),
  ]
}
