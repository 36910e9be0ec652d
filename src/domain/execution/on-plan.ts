/** exit.plan: a proposal is reserved and entered, a revision moves the exits, and some revisions close. */
import type { ExitPlan } from '../../records/generated.ts'
import { closeNow } from './close-now.ts'
import type { ExecutionConfig } from './config.ts'
import { conclude } from './decisions.ts'
import type { Cause } from './order.ts'
import { reserve, subjectOfPlan } from './reserve.ts'
import { revise } from './revise.ts'
import { type Decided, unchanged, type View } from './turn.ts'

/**
 * Decides on a plan record. Revision 0 asks for a reservation; later ones apply to the plan in force only.
 * @throws RangeError when a revision's figures cannot be read; the record belongs in the dead letters.
 */
export function onPlan(view: View, plan: ExitPlan, nowMs: number, config: ExecutionConfig): Decided {
  if (plan.account !== view.account.account) return unchanged(view)
  switch (plan.cause) {
    case 'CLOSE':
      return closeByIntent(view, plan, nowMs, config)
    case 'TIME_STOP':
    case 'LIQUIDATION_GUARD':
      return isNewer(view, plan) ? closeNow(view, plan.cause, nowMs, config) : unchanged(view)
    case 'REBASE':
    case 'BREAK_EVEN':
    case 'TRAIL':
      return isNewer(view, plan) ? revise(view, plan, plan.cause, nowMs, config) : unchanged(view)
    case 'ENTRY':
    case 'UNKNOWN':
      return plan.revision === 0 ? reserve(view, plan, nowMs, config) : unchanged(view)
  }
}

function isNewer({ position }: View, plan: ExitPlan): boolean {
  return position?.plan.planId === plan.plan_id && plan.revision > position.plan.revision
}

/**
 * A CLOSE closes whatever its revision: leaving is always allowed. Behind it stands a CLOSE intent, which ends here,
 * once: accepted when there is a position of that plan, refused when there is none.
 */
function closeByIntent(view: View, plan: ExitPlan, nowMs: number, config: ExecutionConfig): Decided {
  const cause: Cause = 'CLOSE_SIGNAL'
  const found = view.position?.plan.planId === plan.plan_id
  const intentId = plan.close_intent_id
  if (intentId == null) return found ? closeNow(view, cause, nowMs, config) : unchanged(view)
  if (view.account.endedIntents.includes(intentId)) return unchanged(view)

  const verdict = found
    ? ({ stage: 'CLOSE', outcome: 'ACCEPTED', reason: 'CLOSING' } as const)
    : ({ stage: 'CLOSE', outcome: 'REFUSED', reason: 'NO_POSITION' } as const)
  const subject = { ...subjectOfPlan(plan), intentId, signalId: plan.close_signal_id ?? plan.signal_id }
  const { account, emission } = conclude(view.account, subject, verdict, nowMs, config)
  const closed = found ? closeNow({ ...view, account }, cause, nowMs, config) : unchanged({ ...view, account })
  return { ...closed, emissions: [emission, ...closed.emissions] }
}
