/** The equity curve and the drawdown below it, over the recorded time: gaps are marked, not stretched. */
import type { Stretch } from '../data-section.ts'
import type { EquityPoint } from '../equity-curve.ts'
import { formatDuration, formatMoney, formatPercent, formatTime } from '../format.ts'
import { playedRatio } from '../played-time.ts'
import type { Report } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { linearScale, type Scale, ticks } from './scale.ts'

const WIDTH = 960
const LEFT = 76
const RIGHT = 12
const EQUITY = { top: 22, bottom: 240 } as const
const DRAWDOWN = { top: 268, bottom: 348 } as const
const HEIGHT = 372

/** The chart, or a sentence where there is no curve. */
export function curveChart({ curve, data, portfolio }: Report): Markup {
  if (curve.length < 2) return html`<p class="dim">The account never changed: there is no curve to draw.</p>`
  const start = Number(portfolio.startBalance)
  const equities = [start, ...curve.map(({ equity }) => equity)]
  const range = padded(Math.min(...equities), Math.max(...equities))
  const deepest = Math.max(0.001, ...curve.map(({ drawdownRatio }) => drawdownRatio))
  const along = linearScale([0, 1], [LEFT, WIDTH - RIGHT])
  const x: Scale = (time) => along(playedRatio(time, data.segments))
  const equityY = linearScale(range, [EQUITY.bottom, EQUITY.top])
  const drawdownY = linearScale([0, deepest], [DRAWDOWN.top, DRAWDOWN.bottom])
  const line = path(curve, x, ({ equity }) => equityY(equity))
  const fall = path(curve, x, ({ drawdownRatio }) => drawdownY(drawdownRatio))
  const ends = `L${x(curve.at(-1)?.time ?? 0)} ${DRAWDOWN.top}L${x(curve[0]?.time ?? 0)} ${DRAWDOWN.top}Z`
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Equity and drawdown over the recorded time">
<text class="label" x="${LEFT}" y="12">Equity, ${portfolio.quote}</text>
${ticks(...range, 5).map((tick) => level(equityY(tick), formatMoney(tick)))}
<line class="reference" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${equityY(start)}" y2="${equityY(start)}"><title>Start balance ${formatMoney(start)}</title></line>
<path class="curve" d="${line}"/>
<text class="label" x="${LEFT}" y="${DRAWDOWN.top - 6}">Drawdown</text>
${[0, deepest].map((tick) => level(drawdownY(tick), formatPercent(tick, 1)))}
<path class="fall" d="${fall}${ends}"/>
${data.segments.map((segment, index) => boundary(segment, data.segments[index - 1], x))}
</svg>`
}

/** Where a segment begins: its time, and how long the gap before it was. */
function boundary(segment: Stretch, before: Stretch | undefined, x: Scale): Markup {
  // At its first moment the scale still stands at the end of the segment before it: the same place.
  const at = x(segment.from)
  const gap =
    before &&
    html`<line class="gap" x1="${at}" x2="${at}" y1="${EQUITY.top}" y2="${DRAWDOWN.bottom}"/>
<text class="tick" x="${at + 4}" y="${EQUITY.top - 10}">gap of ${formatDuration(segment.from - before.to)}</text>`
  return html`${gap ?? null}<text class="tick" x="${at}" y="${HEIGHT - 6}">${formatTime(segment.from)}</text>`
}

function level(y: number, text: string): Markup {
  return html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>
<text class="tick end" x="${LEFT - 8}" y="${y + 4}">${text}</text>`
}

function path(curve: readonly EquityPoint[], x: Scale, y: (point: EquityPoint) => number): string {
  return curve.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.time)} ${y(point)}`).join('')
}

/** The range with a little air; a flat one gets a width. */
function padded(min: number, max: number): readonly [number, number] {
  const air = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.01, 1)
  return [min - air, max + air]
}
