/** A table whose columns say how they are shown; it scrolls sideways within its card where it does not fit. */
import type { ComponentChildren } from 'preact'
import { Empty } from './card.tsx'

export interface Column<T> {
  readonly title: string
  readonly cell: (row: T) => ComponentChildren
  /** Figures stand right. */
  readonly isFigure?: boolean
}

export function Table<T>({
  label,
  columns,
  rows,
  keyOf,
  empty,
  isChosen,
}: {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  /** What to say where there are no rows. */
  readonly empty: ComponentChildren
  readonly isChosen?: (row: T) => boolean
}) {
  if (rows.length === 0) return <Empty>{empty}</Empty>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
    <section class="scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, isFigure = false }) => (
              <th key={title} scope="col" class={isFigure ? 'right' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={isChosen?.(row) ? 'chosen' : ''}>
              {columns.map(({ title, cell, isFigure = false }) => (
                <td key={title} class={isFigure ? 'right' : ''}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
