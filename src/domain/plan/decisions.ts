/** The final decisions of exit-brain on intents that become no plan. */
import type { PlanDecision, PlanOutcome, TradeIntent } from '../../records/generated.ts'
import type { ExitEmission } from './active-plan.ts'

/** Outcomes exit-brain may decide; acceptance is execution's to say. */
export type Refusal = Extract<PlanOutcome, 'REFUSED' | 'SKIPPED_STALE' | 'SKIPPED_DRAIN'>

/** What a decision is about. */
export type DecidedIntent = Pick<TradeIntent, 'symbol' | 'account' | 'intent_id' | 'signal_id'>

/**
 * The one final decision on an intent, stage PLAN.
 *
 * @param reason stable code, upper snake case
 * @param detail the figures behind it, in words
 * @param eventTimeMs stream time of the decision, Unix ms
 */
export function finalDecision(
  intent: DecidedIntent,
  outcome: Refusal,
  reason: string,
  detail: string | null,
  eventTimeMs: number,
): ExitEmission {
  const value: PlanDecision = {
    symbol: intent.symbol,
    event_time: eventTimeMs,
    account: intent.account,
    plan_id: null,
    intent_id: intent.intent_id,
    signal_id: intent.signal_id,
    stage: 'PLAN',
    outcome,
    final: true,
    reason,
    detail,
    reserved: null,
    limited_by: [],
  }
  return { sink: 'decision', value, traceId: intent.signal_id }
}
