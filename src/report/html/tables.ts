/** Tables, figures and facts as HTML. */
import type { Fact } from '../view/data-facts.ts'
import type { Figure } from '../view/portfolio-figures.ts'
import type { Cell, Table } from '../view/table.ts'
import { html, type Markup } from './markup.ts'

/** A table under its title, scrolling by itself where the page is narrower; without rows it says so. */
export function tableMarkup({ title, columns, rows }: Table): Markup {
  if (rows.length === 0) return html`<h2>${title}</h2><p class="dim">none</p>`
  return html`<h2>${title}</h2><div class="scroll"><table><thead><tr>${columns.map(
    ({ title: name, align }) => html`<th class="${align}">${name}</th>`,
  )}</tr></thead><tbody>
${rows.map(
  (
    row,
  ) => html`<tr>${row.map((cell, index) => html`<td class="${classOf(cell, columns[index]?.align)}">${cell.text}</td>`)}</tr>
`,
)}</tbody></table></div>`
}

/** Figures behind their names. */
export function figureMarkup(figures: readonly Figure[]): Markup {
  return html`<dl class="figures">${figures.map(
    ([name, figure]) => html`<dt>${name}</dt><dd class="${classOf(figure, 'right')}">${figure.text}</dd>
`,
  )}</dl>`
}

/** Facts in words. */
export function factMarkup(facts: readonly Fact[]): Markup {
  return html`<dl class="facts">${facts.map(
    ([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>
`,
  )}</dl>`
}

/** Sentences, one a line. */
export function noteMarkup(notes: readonly string[]): Markup {
  return html`${notes.map((note) => html`<p class="note">${note}</p>`)}`
}

function classOf({ tone = 'plain' }: Cell, align: 'left' | 'right' = 'left'): string {
  return tone === 'plain' ? align : `${align} ${tone}`
}
