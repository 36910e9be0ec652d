/** What exit-brain does with decisions of execution: a plan that was not taken is forgotten. */
import type { PlanDecision } from '../../records/generated.ts'
import { type ActivePlan, type ExitStep, unchanged } from './active-plan.ts'
import { finalDecision } from './decisions.ts'

/**
 * Handles one plan.decision. A final refusal of a proposal's own intent ends the proposal, and with it a CLOSE that was
 * waiting for it to open. A refusal to close sets an open plan free again, so that its exits go on. All else,
 * exit-brain's own decisions included, changes nothing.
 */
export function onDecision(active: ActivePlan | undefined, decision: PlanDecision): ExitStep {
  if (!active || decision.stage === 'PLAN' || !isFinalRefusal(decision)) return unchanged(active)
  const { plan } = active
  if (active.status === 'OPEN') {
    const isRefusedClose = active.leaving === 'CLOSE' && decision.intent_id === plan.close_intent_id
    return isRefusedClose ? [{ ...active, leaving: null }, []] : unchanged(active)
  }
  if (decision.intent_id !== plan.intent_id) return unchanged(active)
  if (!active.closeRequest) return [undefined, []]
  const { intentId, signalId } = active.closeRequest
  const close = { symbol: plan.symbol, account: plan.account, intent_id: intentId, signal_id: signalId }
  const detail = `${plan.plan_id} never opened: ${decision.reason}`
  return [undefined, [finalDecision(close, 'REFUSED', 'NO_POSITION', detail, decision.event_time)]]
}

function isFinalRefusal({ final, outcome }: PlanDecision): boolean {
  return final && (outcome === 'REFUSED' || outcome === 'SKIPPED_STALE' || outcome === 'SKIPPED_DRAIN')
}
