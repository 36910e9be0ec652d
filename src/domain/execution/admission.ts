/** The checks a proposal must pass, in their fixed order: the first that fails is the reason of the refusal. */
import type { ExitPlan, Instrument } from '../../records/generated.ts'
import { Decimal } from '../decimal.ts'
import type { ExecutionConfig } from './config.ts'
import type { Verdict } from './decisions.ts'
import { type Room, roomFor } from './limits.ts'
import { direction, type Side } from './position.ts'
import { recentEntries } from './risk-book.ts'
import type { View } from './turn.ts'

/** What a proposal may do: enter with the quantity there is room for, or not at all. */
export type Admission =
  | { readonly admitted: true; readonly side: Side; readonly instrument: Instrument; readonly room: Room }
  | { readonly admitted: false; readonly verdict: Verdict }

/** True for a plan that is in force or whose intent has ended already: a repeated record, to be passed over. */
export function isKnown({ account, position }: View, plan: ExitPlan): boolean {
  return position?.plan.planId === plan.plan_id || account.endedIntents.includes(plan.intent_id)
}

/**
 * Checks a proposal at `nowMs`. The order: what it says (UNKNOWN never means act), its age, drain mode, the account's
 * mode, the symbol, the instrument, the number of positions, the rate of entries, the leverage, the room under the
 * limits, the exchange's minimums.
 */
export function admit(view: View, plan: ExitPlan, nowMs: number, config: ExecutionConfig): Admission {
  const { account, position, instrument } = view
  if (plan.side === 'UNKNOWN') return refuse('UNKNOWN_SIDE')
  if (plan.cause !== 'ENTRY') return refuse('UNKNOWN_CAUSE')
  if (!isSound(plan, plan.side)) return refuse('INVALID_PLAN', figuresOf(plan))
  if (plan.expires_at < nowMs) {
    return skip('SKIPPED_STALE', 'EXPIRED', `expired ${nowMs - plan.expires_at} ms ago`)
  }
  if (account.mode === 'DRAINING') return skip('SKIPPED_DRAIN', 'DRAINING', account.modeReason)
  if (account.mode !== 'ACTIVE') return refuse(`ACCOUNT_${account.mode}`, account.modeReason)
  if (position !== undefined) return refuse('POSITION_OPEN', `${position.status} of ${position.plan.planId}`)
  if (instrument === undefined) return refuse('NO_INSTRUMENT')
  if (instrument.status !== 'TRADING') return refuse(`INSTRUMENT_${instrument.status}`)
  const open = Object.keys(account.exposures).length
  if (open >= config.maxOpenPositions) return refuse('MAX_OPEN_POSITIONS', `${open} of ${config.maxOpenPositions}`)
  const entries = recentEntries(account.risk, nowMs).length
  if (entries >= config.maxEntriesPerMinute) {
    return refuse('ORDER_RATE', `${entries} entries within a minute, limit ${config.maxEntriesPerMinute}`)
  }
  const maxLeverage = Math.min(config.leverageCap ?? instrument.max_leverage, instrument.max_leverage)
  if (plan.leverage > maxLeverage) return refuse('MAX_LEVERAGE', `${plan.leverage}x, limit ${maxLeverage}x`)
  return admitInto(roomFor(plan, account, instrument, config), plan, plan.side, instrument)
}

function admitInto(room: Room, plan: ExitPlan, side: Side, instrument: Instrument): Admission {
  const { quantity, limitedBy, figures } = room
  if (!quantity.gt(0) && limitedBy.some((limit) => limit !== 'STEP_SIZE')) return refuse('NO_ROOM', figures, limitedBy)
  if (!quantity.gt(0) || quantity.lt(instrument.min_quantity)) return refuse('BELOW_MIN_QUANTITY', figures, limitedBy)
  if (quantity.times(plan.entry_price).lt(instrument.min_notional)) {
    return refuse('BELOW_MIN_NOTIONAL', figures, limitedBy)
  }
  return { admitted: true, side, instrument, room }
}

/** Figures one can act on: positive, and the stop on the losing side of the entry. */
function isSound(plan: ExitPlan, side: Side): boolean {
  const [quantity, entry, stop] = [plan.quantity, plan.entry_price, plan.stop_loss].map(readable)
  if (quantity === undefined || entry === undefined || stop === undefined || !(plan.leverage >= 1)) return false
  return entry.minus(stop).times(direction(side)).gt(0)
}

function readable(value: string): Decimal | undefined {
  try {
    const figure = new Decimal(value)
    return figure.isFinite() && figure.gt(0) ? figure : undefined
  } catch {
    return undefined
  }
}

function figuresOf(plan: ExitPlan): string {
  return `quantity ${plan.quantity}, entry ${plan.entry_price}, stop ${plan.stop_loss}, leverage ${plan.leverage}`
}

function refuse(reason: string, detail: string | null = null, limitedBy: readonly string[] = []): Admission {
  return { admitted: false, verdict: { stage: 'RESERVATION', outcome: 'REFUSED', reason, detail, limitedBy } }
}

function skip(outcome: 'SKIPPED_STALE' | 'SKIPPED_DRAIN', reason: string, detail: string | null): Admission {
  return { admitted: false, verdict: { stage: 'RESERVATION', outcome, reason, detail } }
}
