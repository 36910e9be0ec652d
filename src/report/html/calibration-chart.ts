/** The calibration chart: what share of the signals of a confidence was right, and how sure one can be of it. */
import { formatCount, formatPercent } from '../format.ts'
import type { Report } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { linearScale, ticks } from './scale.ts'

const WIDTH = 560
const HEIGHT = 280
const PLOT = { left: 52, right: 540, top: 24, bottom: 236 } as const
/** Confidences the chart shows at least. */
const SHOWN = [0.5, 0.8] as const

/** The chart, or a sentence where no signal was judged. */
export function calibrationChart({ calibration: { buckets, threshold } }: Report): Markup {
  if (buckets.length === 0) return html`<p class="dim">No signal could be judged.</p>`
  const from = Math.min(SHOWN[0], ...buckets.map((bucket) => bucket.from))
  const to = Math.max(SHOWN[1], ...buckets.map((bucket) => bucket.to))
  const x = linearScale([from, to], [PLOT.left, PLOT.right])
  const y = linearScale([0, 1], [PLOT.bottom, PLOT.top])
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Share of right signals by confidence">
${[0, 0.25, 0.5, 0.75, 1].map(
  (share) => html`<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(share)}" y2="${y(share)}"/>
<text class="tick end" x="${PLOT.left - 8}" y="${y(share) + 4}">${formatPercent(share, 0)}</text>
`,
)}${ticks(from, to, 6).map(
  (tick) => html`<text class="tick middle" x="${x(tick)}" y="${PLOT.bottom + 18}">${formatPercent(tick, 0)}</text>
`,
)}<text class="tick end" x="${PLOT.right}" y="${HEIGHT - 6}">confidence of the signal</text>
<line class="chance" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(0.5)}" y2="${y(0.5)}"/>
<text class="tick" x="${PLOT.left + 4}" y="${y(0.5) - 5}">chance</text>
<line class="reference" x1="${x(from)}" y1="${y(from)}" x2="${x(to)}" y2="${y(to)}"><title>A confidence that keeps its word</title></line>
<line class="gap" x1="${x(threshold)}" x2="${x(threshold)}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>
<text class="tick" x="${x(threshold) + 4}" y="${PLOT.bottom - 6}">traded from here</text>
${buckets.map(({ from: low, to: high, count, rightRatio, interval }) => {
  const middle = x((low + high) / 2)
  return html`<line class="whisker" x1="${middle}" x2="${middle}" y1="${y(interval.low)}" y2="${y(interval.high)}"/>
<circle class="dot" cx="${middle}" cy="${y(rightRatio)}" r="5"><title>${formatPercent(rightRatio, 1)} of ${formatCount(count)} right</title></circle>
<text class="tick middle" x="${middle}" y="${y(interval.high) - 7}">${formatCount(count)}</text>
`
})}</svg>`
}
