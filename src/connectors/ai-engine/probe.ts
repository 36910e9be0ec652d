/** Asks the model about a market that does not exist, to know that it answers at all. */
import { BASELINE_CANDLES, type BaselineParams, ensemble } from '../../domain/baseline.ts'
import type { Candle } from '../../domain/candle.ts'

/** A market that rises by one percent a candle. */
const RISE: readonly Candle[] = Array.from({ length: BASELINE_CANDLES }, (_, i) => {
  const price = 1.01 ** i
  return { openTime: i * 60_000, open: price, high: price * 1.001, low: price * 0.999, close: price, volume: 1 }
})

/** What is wrong with the model; null where it gives a sound answer. */
export function probeModel(params: BaselineParams): string | null {
  try {
    const { confidence } = ensemble(RISE, params)
    return confidence >= 0 && confidence <= 1 ? null : `the model answers with the confidence ${confidence}`
  } catch (error) {
    return `the model fails: ${error instanceof Error ? error.message : String(error)}`
  }
}
