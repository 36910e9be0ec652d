/** Equity above, the fall from its highest below; where the data have a gap, the jump across it is marked. */
import { AreaSeries, createSeriesMarkers, HistogramSeries } from 'lightweight-charts'
import type { EquityPoint, Overview } from '../../protocol/overview.ts'
import { count, duration, percent } from '../format.ts'
import { color } from '../theme.ts'
import type { Draw } from './chart.tsx'
import { ascending, seconds } from './series.ts'

export interface EquityPicture {
  readonly equity: readonly EquityPoint[]
  readonly gaps: Overview['gaps']['stretches']
}

export const drawEquity: Draw<EquityPicture> = (chart) => {
  const equity = chart.addSeries(AreaSeries, {
    lineWidth: 2,
    priceLineVisible: false,
    priceFormat: { type: 'custom', minMove: 1, formatter: count },
  })
  const drawdown = chart.addSeries(
    HistogramSeries,
    { priceLineVisible: false, priceFormat: { type: 'custom', minMove: 0.0001, formatter: percent } },
    1,
  )
  const markers = createSeriesMarkers(equity, [])
  chart.panes()[1]?.setStretchFactor(0.35)
  return ({ equity: points, gaps }) => {
    equity.applyOptions({ lineColor: color('accent'), topColor: color('accent-soft'), bottomColor: 'transparent' })
    drawdown.applyOptions({ color: color('down') })
    const jumps = gaps.flatMap((gap) => jumpAcross(points, gap))
    const before = new Set(jumps.map(({ from }) => from))
    equity.setData(
      ascending(
        points.map((point) => {
          const [timeMs, value] = point
          const shown = { time: seconds(timeMs), value }
          // The colours of a point are those of the line to the next one.
          return before.has(point)
            ? { ...shown, lineColor: color('warn'), topColor: 'transparent', bottomColor: 'transparent' }
            : shown
        }),
      ),
    )
    markers.setMarkers(
      jumps.map(({ to, durationMs }) => ({
        time: seconds(to[0]),
        position: 'aboveBar',
        shape: 'arrowDown',
        color: color('warn'),
        text: `gap ${duration(durationMs)}`,
      })),
    )
    drawdown.setData(ascending(points.map(([timeMs, , ratio]) => ({ time: seconds(timeMs), value: -ratio }))))
    chart.timeScale().fitContent()
  }
}

interface Jump {
  /** The last point before the gap, and the first behind it. */
  readonly from: EquityPoint
  readonly to: EquityPoint
  readonly durationMs: number
}

function jumpAcross(points: readonly EquityPoint[], { fromMs, toMs }: EquityPicture['gaps'][number]): readonly Jump[] {
  const at = points.findIndex(([timeMs]) => timeMs >= toMs)
  const [from, to] = [points[at - 1], points[at]]
  return from === undefined || to === undefined ? [] : [{ from, to, durationMs: toMs - fromMs }]
}
