/** Equity above, the fall from its highest below. */
import { AreaSeries, HistogramSeries } from 'lightweight-charts'
import type { EquityPoint } from '../../protocol/overview.ts'
import { percent } from '../format.ts'
import { color } from '../theme.ts'
import type { Draw } from './chart.tsx'
import { ascending, seconds } from './series.ts'

export const drawEquity: Draw<readonly EquityPoint[]> = (chart) => {
  const equity = chart.addSeries(AreaSeries, { lineWidth: 2, priceLineVisible: false })
  const drawdown = chart.addSeries(
    HistogramSeries,
    { priceLineVisible: false, priceFormat: { type: 'custom', minMove: 0.0001, formatter: percent } },
    1,
  )
  chart.panes()[1]?.setStretchFactor(0.35)
  return (points) => {
    equity.applyOptions({ lineColor: color('accent'), topColor: color('accent-soft'), bottomColor: 'transparent' })
    drawdown.applyOptions({ color: color('down') })
    equity.setData(ascending(points.map(([timeMs, value]) => ({ time: seconds(timeMs), value }))))
    drawdown.setData(ascending(points.map(([timeMs, , ratio]) => ({ time: seconds(timeMs), value: -ratio }))))
    chart.timeScale().fitContent()
  }
}
