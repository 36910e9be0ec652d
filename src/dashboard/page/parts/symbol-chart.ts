/** A symbol: candles with signals and positions, shaded by regime; ATR, divergence and funding below. */
import {
  CandlestickSeries,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineType,
  type SeriesMarker,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { MarketPoint, PositionTrace, SymbolView } from '../../protocol/symbol.ts'
import { percent, price } from '../format.ts'
import { color } from '../theme.ts'
import type { Draw } from './chart.tsx'
import { ascending, seconds } from './series.ts'

export interface SymbolPicture extends SymbolView {
  /** The position whose targets and liquidation price are drawn too; null: only entries, exits and stops. */
  readonly chosen: string | null
}

const FORMATS = {
  price: { type: 'custom', minMove: 1e-8, formatter: price },
  ratio: { type: 'custom', minMove: 1e-8, formatter: percent },
} as const
const AROUND_MS = 3_600_000
const QUIET = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false } as const

export const drawSymbol: Draw<SymbolPicture> = (chart) => {
  const regime = chart.addSeries(HistogramSeries, { ...QUIET, priceScaleId: 'regime', priceFormat: FORMATS.ratio })
  regime.priceScale().applyOptions({ scaleMargins: { top: 0, bottom: 0 } })
  const candles = chart.addSeries(CandlestickSeries, { priceFormat: FORMATS.price, borderVisible: false })
  const markers = createSeriesMarkers(candles, [])
  const atr = lineIn(chart, 1)
  const divergence = lineIn(chart, 2)
  const funding = lineIn(chart, 3)
  for (const pane of [1, 2, 3]) chart.panes()[pane]?.setStretchFactor(0.22)
  let levels: ISeriesApi<'Line'>[] = []
  let shown: string | null = null
  return ({ candles: points, signals, market, positions, chosen, candleMs }) => {
    const snap = (timeMs: number) => seconds(Math.floor(timeMs / candleMs) * candleMs)
    candles.applyOptions({
      upColor: color('up'),
      downColor: color('down'),
      wickUpColor: color('up'),
      wickDownColor: color('down'),
    })
    candles.setData(
      points.map(([timeMs, open, high, low, close]) => ({ time: seconds(timeMs), open, high, low, close })),
    )
    regime.setData(ascending(market.map((point) => ({ time: snap(point.timeMs), value: 1, color: shade(point) }))))
    fill(atr, market, snap, ({ atrRatio }) => atrRatio)
    fill(divergence, market, snap, ({ divergenceRatio }) => divergenceRatio)
    fill(funding, market, snap, ({ fundingRatio }) => fundingRatio)
    const accepted = signals.filter(({ outcome }) => outcome === 'ACCEPTED')
    markers.setMarkers(
      [
        ...accepted.map(({ timeMs, action }) => signalMarker(snap(timeMs), action)),
        ...positions.flatMap((position) => exitMarker(position, snap)),
      ].sort((a, b) => a.time - b.time),
    )
    for (const level of levels) chart.removeSeries(level)
    const endMs = points.at(-1)?.[0] ?? 0
    levels = positions.flatMap((position) =>
      drawLevels(chart, position, { snap, endMs, isChosen: position.positionId === chosen }),
    )
    const position = positions.find(({ positionId }) => positionId === chosen)
    if (chosen !== shown && position !== undefined) showAround(chart, position, endMs)
    shown = chosen
  }
}

/** Goes to a position, with an hour before it and after it. */
function showAround(chart: IChartApi, { openedAtMs, closedAtMs }: PositionTrace, endMs: number): void {
  const [from, to] = [openedAtMs - AROUND_MS, (closedAtMs ?? endMs) + AROUND_MS]
  chart.timeScale().setVisibleRange({ from: seconds(from), to: seconds(to) })
}

/** The names of the panes below the price, from the top. */
export const LOWER_PANES = ['ATR over price', 'Divergence between exchanges', 'Funding rate'] as const

function lineIn(chart: IChartApi, pane: number): ISeriesApi<'Line'> {
  return chart.addSeries(LineSeries, { ...QUIET, lineWidth: 1, priceFormat: FORMATS.ratio }, pane)
}

function fill(
  series: ISeriesApi<'Line'>,
  market: readonly MarketPoint[],
  snap: (timeMs: number) => UTCTimestamp,
  ratioOf: (point: MarketPoint) => number | null,
): void {
  series.applyOptions({ color: color('accent') })
  series.setData(
    ascending(
      market.map((point) => {
        const value = ratioOf(point)
        return value === null ? { time: snap(point.timeMs) } : { time: snap(point.timeMs), value }
      }),
    ),
  )
}

function shade({ regime }: MarketPoint): string {
  if (regime === 'BULL' || regime === 'TREND_UP') return color('up-soft')
  if (regime === 'BEAR' || regime === 'TREND_DOWN') return color('down-soft')
  return 'transparent'
}

function signalMarker(time: UTCTimestamp, action: string): SeriesMarker<UTCTimestamp> {
  const isBuy = action === 'BUY'
  return {
    time,
    position: isBuy ? 'belowBar' : 'aboveBar',
    shape: isBuy ? 'arrowUp' : 'arrowDown',
    color: color(isBuy ? 'up' : 'down'),
    text: action.toLowerCase(),
  }
}

function exitMarker(
  { closedAtMs, pnl }: PositionTrace,
  snap: (timeMs: number) => UTCTimestamp,
): SeriesMarker<UTCTimestamp>[] {
  if (closedAtMs === null) return []
  return [{ time: snap(closedAtMs), position: 'inBar', shape: 'circle', color: color((pnl ?? 0) >= 0 ? 'up' : 'down') }]
}

function drawLevels(
  chart: IChartApi,
  { openedAtMs, closedAtMs, entryPrice, stops, targets, liquidationPrice }: PositionTrace,
  {
    snap,
    endMs,
    isChosen,
  }: { readonly snap: (timeMs: number) => UTCTimestamp; readonly endMs: number; readonly isChosen: boolean },
): ISeriesApi<'Line'>[] {
  const untilMs = closedAtMs ?? endMs
  const flat = (value: number) => [
    { time: snap(openedAtMs), value },
    { time: snap(untilMs), value },
  ]
  const steps = stops.map(([timeMs, value]) => ({ time: snap(timeMs), value }))
  const last = steps.at(-1)
  const line = (name: string, points: { time: UTCTimestamp; value: number }[], dashed = false) => {
    const series = chart.addSeries(LineSeries, {
      ...QUIET,
      color: color(name),
      lineWidth: isChosen ? 2 : 1,
      lineStyle: dashed ? 2 : 0,
      lineType: LineType.WithSteps,
      autoscaleInfoProvider: isChosen ? undefined : () => null,
    })
    series.setData(ascending(points))
    return series
  }
  return [
    line('text', flat(entryPrice)),
    ...(last === undefined ? [] : [line('down', [...steps, { time: snap(untilMs), value: last.value }])]),
    ...(isChosen ? targets.map((target) => line('up', flat(target), true)) : []),
    ...(isChosen && liquidationPrice !== null ? [line('warn', flat(liquidationPrice), true)] : []),
  ]
}
