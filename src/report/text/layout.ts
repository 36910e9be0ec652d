/** Blocks of lines for a terminal: wrapped notes, and blocks beside each other where there is room. */
import { stripVTControlCharacters } from 'node:util'

/** Lines that belong together. */
export type Block = readonly string[]

/** Columns between two blocks. */
export const GUTTER = 3

/** Wraps a text at spaces, but not before a percent sign. A word that is too long keeps its line to itself. */
export function wrap(text: string, width: number): Block {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(/\s+(?!%)/)) {
    const next = current === '' ? word : `${current} ${word}`
    if (current !== '' && next.length > width) {
      lines.push(current)
      current = word
    } else current = next
  }
  return [...lines, current]
}

/** Puts blocks beside each other as long as they fit, and below each other else. */
export function arrange(blocks: readonly Block[], width: number): Block {
  const rows: Block[][] = []
  let used = 0
  for (const block of blocks) {
    const row = rows.at(-1)
    const needed = used + GUTTER + widthOf(block)
    if (row === undefined || needed > width) {
      rows.push([block])
      used = widthOf(block)
    } else {
      row.push(block)
      used = needed
    }
  }
  return rows.flatMap((row, index) => [...(index === 0 ? [] : ['']), ...beside(row)])
}

/** Columns a block takes. */
export function widthOf(block: Block): number {
  return Math.max(0, ...block.map(visibleLength))
}

/** Columns a line takes, its colours not counted. */
export function visibleLength(line: string): number {
  return stripVTControlCharacters(line).length
}

function beside(blocks: readonly Block[]): Block {
  const height = Math.max(0, ...blocks.map((block) => block.length))
  return Array.from({ length: height }, (_, index) =>
    blocks
      .map((block) => {
        const line = block[index] ?? ''
        return line + ' '.repeat(widthOf(block) - visibleLength(line))
      })
      .join(' '.repeat(GUTTER))
      .trimEnd(),
  )
}
