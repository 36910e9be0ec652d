/** A chart of the page's look, in a box that it fills; what is drawn in it is the caller's. */
import { createChart, type IChartApi } from 'lightweight-charts'
import { useEffect, useRef } from 'preact/hooks'
import { color } from '../theme.ts'

/** Makes the series once; hands back what is called with every new value. */
export type Draw<T> = (chart: IChartApi) => (data: T) => void

export function Chart<T>({
  label,
  data,
  draw,
  height,
}: {
  /** What the picture shows, for those who cannot see it. */
  readonly label: string
  readonly data: T
  readonly draw: Draw<T>
  /** Class that says how high it is. */
  readonly height: 'low' | 'high'
}) {
  const box = useRef<HTMLDivElement>(null)
  const update = useRef<((data: T) => void) | null>(null)
  const latest = useRef(data)
  latest.current = data
  useEffect(() => {
    if (box.current === null) return
    const chart = createChart(box.current, { autoSize: true, layout: { attributionLogo: false } })
    const paint = () => chart.applyOptions(look())
    paint()
    update.current = draw(chart)
    update.current(latest.current)
    chart.timeScale().fitContent()
    const watcher = new MutationObserver(() => {
      paint()
      update.current?.(latest.current)
    })
    watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      watcher.disconnect()
      update.current = null
      chart.remove()
    }
  }, [draw])
  useEffect(() => update.current?.(data), [data])
  return <div ref={box} class={`chart ${height}`} role="img" aria-label={label} />
}

const look = () => ({
  layout: {
    background: { color: 'transparent' },
    textColor: color('dim'),
    fontSize: 11,
    attributionLogo: false,
    panes: { separatorColor: color('line'), enableResize: false },
  },
  grid: { vertLines: { visible: false }, horzLines: { color: color('line') } },
  rightPriceScale: { borderVisible: false },
  timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false },
  handleScroll: { vertTouchDrag: false },
})
