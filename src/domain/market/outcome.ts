/** Whether a signal was right: its direction against the price after a horizon. */
import type { AiSignal, SignalOutcome } from '../../records/generated.ts'

/** A directional signal whose horizon has not passed yet. */
export interface PendingSignal {
  readonly signalId: string
  readonly action: 'BUY' | 'SELL'
  readonly confidence: number
  readonly model: string
  /** Event time of the signal, ms. */
  readonly time: number
  /** Last price strictly before the signal, quote units. */
  readonly referencePrice: number
}

/** The signal as something to judge later; null for HOLD, CLOSE and unknown actions, and for an unusable confidence. */
export function pendingOf(signal: AiSignal, referencePrice: number): PendingSignal | null {
  const { action, confidence } = signal
  if ((action !== 'BUY' && action !== 'SELL') || !(confidence >= 0 && confidence <= 1)) return null
  return {
    signalId: signal.signal_id,
    action,
    confidence,
    model: signal.model,
    time: signal.event_time,
    referencePrice,
  }
}

/** The judgement at the first price at or after the horizon. An unchanged price is not a right direction. */
export function judge(
  pending: PendingSignal,
  symbol: string,
  price: number,
  nowMs: number,
  horizonMs: number,
): SignalOutcome {
  const direction = pending.action === 'BUY' ? 1 : -1
  const returnRatio = direction * (price / pending.referencePrice - 1)
  return {
    symbol,
    event_time: nowMs,
    signal_id: pending.signalId,
    action: pending.action,
    confidence: pending.confidence,
    model: pending.model,
    signal_time: pending.time,
    horizon_ms: horizonMs,
    reference_price: pending.referencePrice,
    price,
    return_ratio: returnRatio,
    correct: returnRatio > 0,
  }
}
