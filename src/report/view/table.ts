/** Figures in rows and columns, before it is known whether a terminal or a page shows them. */

/** What a figure means; how that looks is the renderer's business. */
export type Tone = 'good' | 'bad' | 'dim' | 'strong' | 'plain'

/** A text and what it means. */
export interface Cell {
  readonly text: string
  readonly tone?: Tone
}

/** A column; names are aligned left, figures right. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

export interface Table {
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

/** A column of names, then columns of figures. */
export function columnsOf(name: string, ...figures: readonly string[]): readonly Column[] {
  return [{ title: name, align: 'left' }, ...figures.map((title): Column => ({ title, align: 'right' }))]
}

/** A cell that is just there. */
export function plain(text: string): Cell {
  return { text }
}

/** A cell of lesser importance. */
export function dim(text: string): Cell {
  return { text, tone: 'dim' }
}

/** Good above zero, bad below, plain at zero. */
export function toneOf(value: string | number): Tone {
  const number = Number(value)
  return number > 0 ? 'good' : number < 0 ? 'bad' : 'plain'
}
