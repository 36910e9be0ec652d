/** Closed candles into signals: what the ensemble of models makes of them, with its reason. */
import { map, type OperatorFunction } from 'rxjs'
import { BASELINE_MODEL } from '../domain/baseline/model.ts'
import { type BaselineParams, ensemble } from '../domain/baseline.ts'
import type { AiSignal } from '../records/generated.ts'
import type { Output } from '../topology/topology.ts'
import type { IndicatorUpdate } from './track-indicators.ts'

export interface AdviseOptions {
  readonly timeframe: string
  readonly timeframeMs: number
  readonly params: BaselineParams
  /** Stream time, ms. */
  now(): number
}

/** One signal per closed candle, HOLD included: nobody should have to ask why there was none. */
export function adviseOnCandles(options: AdviseOptions): OperatorFunction<IndicatorUpdate, Output<AiSignal>> {
  const { timeframe, timeframeMs, params, now } = options
  return map(({ symbol, candle, candles }) => {
    const { action, confidence, reason } = ensemble(candles, params)
    const signal_id = `${symbol}-${timeframe}-${candle.openTime + timeframeMs}`
    const value: AiSignal = {
      symbol,
      event_time: now(),
      signal_id,
      action,
      confidence,
      timeframe,
      ...BASELINE_MODEL,
      reason,
      reference_price: candle.close,
      tick_time: candle.openTime + timeframeMs - 1,
    }
    return { value, traceId: signal_id }
  })
}
