/** What exit-brain does with an intent: a proposal, the wish to close passed on, or a final decision with its reason. */
import type { AccountState, Instrument, TradeIntent } from '../../records/generated.ts'
import { type ActivePlan, closeRevision, type ExitStep, emitPlan, unchanged } from './active-plan.ts'
import type { PlanConfig } from './config.ts'
import { finalDecision, type Refusal } from './decisions.ts'
import { type OpeningIntent, propose } from './propose.ts'

/** What is known when the intent arrives. */
export interface IntentView {
  /** The plan of the symbol. */
  readonly active?: ActivePlan | undefined
  /** Absent before the first account.state. */
  readonly account?: AccountState | undefined
  /** Absent when the symbol was never listed. */
  readonly instrument?: Instrument | undefined
}

/**
 * Handles one intent at stream time `nowMs` (Unix ms). BUY and SELL pass the gates of FORMULAS, Subscriber rules, in a
 * fixed order: age, drain, account mode, instrument, its status, one plan a symbol, and then whether a quantity can be
 * planned. CLOSE passes none of them: leaving is always allowed. An intent that was handled before is ignored, so that
 * it is decided once.
 */
export function onIntent(view: IntentView, intent: TradeIntent, nowMs: number, config: PlanConfig): ExitStep {
  if (view.active && isKnown(view.active, intent.intent_id)) return unchanged(view.active)
  switch (intent.side) {
    case 'CLOSE':
      return close(view.active, intent, nowMs)
    case 'UNKNOWN':
      return [view.active, [finalDecision(intent, 'REFUSED', 'UNKNOWN_SIDE', null, nowMs)]]
    case 'BUY':
    case 'SELL':
      return open(view, { ...intent, side: intent.side }, nowMs, config)
  }
}

function open(view: IntentView, intent: OpeningIntent, nowMs: number, config: PlanConfig): ExitStep {
  const refuse = (outcome: Refusal, reason: string, detail: string | null = null): ExitStep => [
    view.active,
    [finalDecision(intent, outcome, reason, detail, nowMs)],
  ]
  const { active, account, instrument } = view
  const ageMs = nowMs - intent.event_time
  if (intent.expires_at < nowMs || ageMs > config.intentTtlMs) {
    return refuse('SKIPPED_STALE', 'STALE_INTENT', `${ageMs} ms old, expired at ${intent.expires_at}`)
  }
  const mode = account?.mode ?? 'ACTIVE'
  if (mode === 'DRAINING') return refuse('SKIPPED_DRAIN', 'ACCOUNT_DRAINING', account?.mode_reason)
  if (mode !== 'ACTIVE') return refuse('REFUSED', `ACCOUNT_${mode}`, account?.mode_reason)
  if (!instrument) return refuse('REFUSED', 'NO_INSTRUMENT')
  if (instrument.status !== 'TRADING') return refuse('REFUSED', `INSTRUMENT_${instrument.status}`)
  if (active) return refuse('REFUSED', 'PLAN_ACTIVE', `${active.plan.plan_id} is ${active.status}`)
  const proposal = propose(intent, instrument, account, nowMs, config)
  if (!proposal.ok) return refuse('REFUSED', proposal.reason, proposal.detail)
  return [proposal.active, [emitPlan(proposal.active.plan)]]
}

/** A CLOSE that overtakes the entry's fill is kept until the position opens: it must not be lost, nor decided twice. */
function close(active: ActivePlan | undefined, intent: TradeIntent, nowMs: number): ExitStep {
  if (!active) return [undefined, [finalDecision(intent, 'REFUSED', 'NO_POSITION', null, nowMs)]]
  if (active.status === 'OPEN') {
    const closing = closeRevision(active, { intentId: intent.intent_id, signalId: intent.signal_id }, nowMs)
    return [closing, [emitPlan(closing.plan)]]
  }
  if (active.closeRequest) {
    const detail = `${active.closeRequest.intentId} will close ${active.plan.plan_id} once it opens`
    return [active, [finalDecision(intent, 'REFUSED', 'ALREADY_CLOSING', detail, nowMs)]]
  }
  return [{ ...active, closeRequest: { intentId: intent.intent_id, signalId: intent.signal_id } }, []]
}

function isKnown(active: ActivePlan, intentId: string): boolean {
  if (active.plan.intent_id === intentId || active.plan.close_intent_id === intentId) return true
  return active.status === 'PROPOSED' && active.closeRequest?.intentId === intentId
}
