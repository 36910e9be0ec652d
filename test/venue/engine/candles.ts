/** Past candles whose shape is a function of their time alone, so that asking twice gives the same. */
import type { Venue } from './venue.ts'

export interface Candle {
  /** When it opens, Unix ms. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Base units. */
  readonly volume: number
  readonly quoteVolume: number
}

export interface CandleSpan {
  readonly stepMs: number
  /** The first that may open, Unix ms. */
  readonly startMs: number
  /** The last that may open, Unix ms. */
  readonly endMs: number
}

const VOLUME = 1_000

/** The candles of the span that have opened by now, the oldest first. */
export function candlesOf(venue: Venue, symbol: string, { stepMs, startMs, endMs }: CandleSpan): readonly Candle[] {
  const { price, trend } = venue.terms(symbol)
  const wave = (at: number) =>
    trend === 0
      ? price * (1 + 0.01 * Math.sin(at / stepMs / 7))
      : price * (1 + trend) ** (Math.min(0, at - venue.openedAt) / 60_000)
  const candles: Candle[] = []
  const last = Math.min(endMs, venue.now())
  for (let time = Math.ceil(startMs / stepMs) * stepMs; time <= last; time += stepMs) {
    const [open, close] = [wave(time), wave(time + stepMs)]
    const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999]
    candles.push({ time, open, high, low, close, volume: VOLUME, quoteVolume: VOLUME * price })
  }
  return candles
}
