/** Closed candles into indicators: keeps the last candles of each symbol, ATR, ADX and regime. */
import type { OperatorFunction } from 'rxjs'
import type { Candle } from '../domain/candle.ts'
import { type Indicators, startsAnew, updateIndicators } from '../domain/market/indicators.ts'
import { REGIME_CANDLES, regimeOf } from '../domain/regime.ts'
import type { KeyValueStore, WindowStore } from '../topology/store.ts'
import { bindStep } from './bind-step.ts'
import type { ClosedCandle } from './to-candles.ts'

/** A symbol's indicators and candles after one more candle has closed. */
export interface IndicatorUpdate {
  readonly symbol: string
  readonly candle: Candle
  readonly indicators: Indicators
  /** The last closed candles without a gap, at most 50, oldest first. */
  readonly candles: readonly Candle[]
}

export interface TrackIndicatorsOptions {
  /** One entry per closed candle. */
  readonly candles: WindowStore<Candle>
  readonly indicators: KeyValueStore<Indicators>
  readonly timeframeMs: number
}

/**
 * Brings the indicators of a symbol forward by each closed candle. After a gap of more than three candles they start
 * anew: an average over a hole in the data would be an invention.
 */
export function trackIndicators(options: TrackIndicatorsOptions): OperatorFunction<ClosedCandle, IndicatorUpdate> {
  const { candles, indicators, timeframeMs } = options
  return bindStep('trackIndicators', ({ symbol, candle }) => {
    let previous = indicators.get(symbol)
    if (startsAnew(previous, candle, timeframeMs)) {
      previous = undefined
      candles.keepLast(symbol, 0)
    }
    candles.set(symbol, candle.openTime, candle)
    candles.keepLast(symbol, REGIME_CANDLES)
    const last = candles.values(symbol)
    const regime = regimeOf(
      last.map(({ close }) => close),
      timeframeMs,
    )
    const next = updateIndicators(previous, candle, regime)
    indicators.set(symbol, next)
    return [{ symbol, candle, indicators: next, candles: last }]
  })
}
