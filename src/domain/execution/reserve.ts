/** A proposal: refused, or reserved, perhaps smaller than asked for, and entered. */
import type { ExitPlan } from '../../records/generated.ts'
import { text } from '../decimal.ts'
import { withExposure } from './account-book.ts'
import { admit, isKnown } from './admission.ts'
import { place } from './commands.ts'
import type { ExecutionConfig } from './config.ts'
import { conclude, reservationMade, type Subject } from './decisions.ts'
import { marginFor } from './figures.ts'
import { reservedPosition } from './position.ts'
import { withEntryAt } from './risk-book.ts'
import { beginTurn, type Decided, decided, emit, unchanged, type View } from './turn.ts'
import { exposureOf } from './valuation.ts'

/** Whom decisions about a plan record name. */
export function subjectOfPlan(plan: ExitPlan): Subject {
  return { symbol: plan.symbol, planId: plan.plan_id, intentId: plan.intent_id, signalId: plan.signal_id }
}

/**
 * Decides on revision 0 of a plan. Accepted: margin is reserved, a plan.decision (not final) says what, and the entry
 * is commanded: a market order, good till cancelled, because it may fill over several ticks; what is not filled when
 * the plan expires is cancelled (onTime). Refused or skipped: the final plan.decision. A repeated plan changes nothing.
 */
export function reserve(view: View, plan: ExitPlan, nowMs: number, config: ExecutionConfig): Decided {
  if (isKnown(view, plan)) return unchanged(view)
  const admission = admit(view, plan, nowMs, config)
  if (!admission.admitted) {
    const { account, emission } = conclude(view.account, subjectOfPlan(plan), admission.verdict, nowMs, config)
    return { account, position: view.position, emissions: [emission] }
  }

  const { side, instrument, room } = admission
  const quantity = text(room.quantity)
  const notional = text(room.quantity.times(plan.entry_price))
  const filters = { stepSize: instrument.step_size, minQuantity: instrument.min_quantity }
  const position = reservedPosition(plan, side, { quantity, value: notional }, filters)
  const reserved = { quantity, notional, margin: marginFor(notional, plan.leverage), leverage: plan.leverage }
  const decision = reservationMade(view.account, subjectOfPlan(plan), reserved, room.limitedBy, nowMs)
  const wanted = { leg: 'ENTRY', quantity, price: null, exitCause: null, attempt: 0 } as const
  const entered = place(emit(beginTurn(view.account, position), decision), wanted, nowMs)
  const exposed = withExposure(view.account, plan.symbol, exposureOf(entered.position))
  const account = { ...exposed, risk: withEntryAt(exposed.risk, nowMs) }
  return decided(view.account, { ...entered, account }, plan.signal_id, nowMs)
}
