/** The indicators of a symbol, brought forward by one closed candle at a time. */
import type { Regime } from '../../records/generated.ts'
import { type AdxState, adxOf, updateAdx } from '../adx.ts'
import { type AtrState, atrOf, updateAtr } from '../atr.ts'
import { type Candle, isGap } from '../candle.ts'

/** What a symbol's indicators remember; plain JSON. */
export interface Indicators {
  /** Open time of the last closed candle, ms. */
  readonly openTime: number
  readonly atrState: AtrState
  readonly adxState: AdxState
  /** ATR in quote units, null until 14 candles have closed. */
  readonly atr: number | null
  /** ADX 0 to 100, null until it is warm. */
  readonly adx: number | null
  /** UNKNOWN until 50 candles have closed. */
  readonly regime: Regime
}

/** Whether the indicators must start anew before this candle: more than three candles are missing. */
export function startsAnew(previous: Indicators | undefined, candle: Candle, timeframeMs: number): boolean {
  return previous !== undefined && isGap(previous.openTime, candle.openTime, timeframeMs)
}

/** The indicators after one more closed candle. `previous` is undefined at the start and after a gap. */
export function updateIndicators(previous: Indicators | undefined, candle: Candle, regime: Regime): Indicators {
  const atrState = updateAtr(previous?.atrState, candle)
  const adxState = updateAdx(previous?.adxState, candle)
  return { openTime: candle.openTime, atrState, adxState, atr: atrOf(atrState), adx: adxOf(adxState), regime }
}
