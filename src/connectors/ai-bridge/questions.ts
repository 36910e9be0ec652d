/** Ticks into questions: one for each candle of a traded symbol, when its first later tick has shown that it is over. */
import { type CandleSeries, NO_CANDLES, withPrice } from '../../domain/baseline/candle-series.ts'
import { type Candle, openTimeOf } from '../../domain/candle.ts'
import type { MarketTick } from '../../records/generated.ts'

/** A candle that is over, and what an engine may be told of its market. */
export interface Interval {
  readonly symbol: string
  /** End of the candle, Unix time in ms: the interval's name. */
  readonly endMs: number
  /** Intervals that ended with this tick: 1, and more where the symbol was quiet. */
  readonly count: number
  /** The tick that showed it. */
  readonly tick: MarketTick
  /** The last closed candles without a gap, this one last; empty after a gap. */
  readonly candles: readonly Candle[]
  /** Base units traded in the candle. */
  readonly volume: number
}

/** Candles of the symbols of one partition. Holds state on purpose: it is rebuilt from the topic at every start. */
export class Questions {
  private readonly timeframeMs: number
  private readonly series = new Map<string, CandleSeries>()

  constructor(timeframeMs: number) {
    this.timeframeMs = timeframeMs
  }

  get symbols(): number {
    return this.series.size
  }

  /** The interval that ends with a tick; null for most ticks, for late ones and for those of reference markets. */
  take(tick: MarketTick): Interval | null {
    const { symbol, price, volume, role, event_time: timeMs } = tick
    if (role !== 'TRADED' || !(price > 0 && price < Number.POSITIVE_INFINITY)) return null
    const before = this.series.get(symbol) ?? NO_CANDLES
    const traded = Number.isFinite(volume) && volume > 0 ? volume : 0
    const after = withPrice(before, { timeMs, price, volume: traded }, this.timeframeMs)
    this.series.set(symbol, after)
    const ended = before.open
    if (ended === null || after.open === null || after.open.openTime === ended.openTime) return null
    return {
      symbol,
      endMs: ended.openTime + this.timeframeMs,
      count: (openTimeOf(timeMs, this.timeframeMs) - ended.openTime) / this.timeframeMs,
      tick,
      candles: after.closed,
      volume: ended.volume,
    }
  }
}
