/** Exits by cause: a bar to the right for what a way out earned, to the left for what it lost. */
import { formatCode, formatCount, formatSigned } from '../format.ts'
import type { Report } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { linearScale } from './scale.ts'

const WIDTH = 560
const ROW = 26
const NAMES = 150
const FIGURES = 84

/** The chart, one row a cause. */
export function exitChart({ exits }: Report): Markup {
  const results = exits.map(({ pnl }) => Number(pnl))
  const [low, high] = [Math.min(0, ...results), Math.max(0, ...results)]
  const x = linearScale([low, high === low ? low + 1 : high], [NAMES, WIDTH - FIGURES])
  const height = exits.length * ROW
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Profit and loss by cause of exit">
${exits.map(({ cause, positions, pnl }, index) => {
  const [middle, from, to] = [index * ROW + ROW / 2, x(Math.min(0, Number(pnl))), x(Math.max(0, Number(pnl)))]
  return html`<text class="name" x="0" y="${middle + 4}">${formatCode(cause)}</text>
<text class="tick end" x="${NAMES - 12}" y="${middle + 4}">${formatCount(positions)}</text>
<rect class="${Number(pnl) < 0 ? 'bad' : 'good'}" x="${from}" y="${middle - 8}" width="${round(to - from)}" height="16" rx="2"/>
<text class="figure end" x="${WIDTH}" y="${middle + 4}">${formatSigned(pnl)}</text>
`
})}<line class="axis" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${height}"/>
</svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
