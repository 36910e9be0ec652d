/** The leverage histogram: plans by the leverage of the formula, and by the one that was set. */
import { formatCount } from '../format.ts'
import type { Report } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { linearScale } from './scale.ts'

const WIDTH = 560
const HEIGHT = 240
const TOP = 36
const BOTTOM = 210
const BAR = 26

/** The chart, two bars a bucket; a sentence where there was no plan. */
export function leverageChart({ leverage: { buckets, plans } }: Report): Markup {
  if (plans === 0) return html`<p class="dim">No plan was made.</p>`
  const y = linearScale([0, Math.max(1, ...buckets.flatMap(({ raw, used }) => [raw, used]))], [BOTTOM, TOP])
  const slot = WIDTH / buckets.length
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Plans by leverage, by the formula and as set">
<rect class="raw" x="0" y="4" width="12" height="12" rx="2"/><text class="tick" x="18" y="14">by the formula</text>
<rect class="used" x="130" y="4" width="12" height="12" rx="2"/><text class="tick" x="148" y="14">set after all limits</text>
${buckets.map(({ from, to, raw, used }, index) => {
  const middle = index * slot + slot / 2
  return html`${bar('raw', middle - BAR - 1, raw, y(raw))}${bar('used', middle + 1, used, y(used))}
<text class="tick middle" x="${middle}" y="${BOTTOM + 20}">${from}–${to}x</text>
`
})}<line class="axis" x1="0" x2="${WIDTH}" y1="${BOTTOM}" y2="${BOTTOM}"/>
</svg>`
}

function bar(kind: 'raw' | 'used', x: number, count: number, y: number): Markup | null {
  if (count === 0) return null
  return html`<rect class="${kind}" x="${x}" y="${y}" width="${BAR}" height="${Math.round((BOTTOM - y) * 10) / 10}" rx="2"/>
<text class="tick middle" x="${x + BAR / 2}" y="${y - 5}">${formatCount(count)}</text>`
}
