/** Tables and figures as aligned lines, without rules: the columns do the work. */
import type { Figure } from '../view/portfolio-figures.ts'
import type { Cell, Column, Table } from '../view/table.ts'
import type { Block } from './layout.ts'
import { type Paint, printable } from './paint.ts'

/** Columns between two cells. */
const GAP = 2

/** A title and the aligned table below it, its header dimmed. Without rows it says that there is nothing. */
export function tableBlock({ title, columns, rows }: Table, paint: Paint): Block {
  const head = title === '' ? [] : [paint(title, 'title')]
  if (rows.length === 0) return [...head, paint('none', 'dim')]
  const header = columns.map((column): Cell => ({ text: column.title, tone: 'dim' }))
  return [...head, ...aligned(columns, [header, ...rows], paint)]
}

/** Figures behind their names. */
export function figureBlock(figures: readonly Figure[], paint: Paint): Block {
  const columns = [{ title: '', align: 'left' } as const, { title: '', align: 'right' } as const]
  return aligned(
    columns,
    figures.map(([name, figure]) => [{ text: name, tone: 'dim' }, figure]),
    paint,
  )
}

function aligned(columns: readonly Column[], rows: readonly (readonly Cell[])[], paint: Paint): Block {
  const texts = rows.map((row) => row.map(({ text }) => printable(text)))
  const widths = columns.map((_, index) => Math.max(0, ...texts.map((row) => row[index]?.length ?? 0)))
  return rows.map((row, rowIndex) =>
    row
      .map(({ tone = 'plain' }, index) => {
        const text = texts[rowIndex]?.[index] ?? ''
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - text.length))
        const painted = text === '' ? '' : paint(text, tone)
        return columns[index]?.align === 'right' ? space + painted : painted + space
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
}
