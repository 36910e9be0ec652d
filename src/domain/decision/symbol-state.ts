/** Whether a symbol is free: reserved from the intent until its position is closed, refused or expired. */
import type { PlanDecision, PositionUpdate, TradeIntent } from '../../records/generated.ts'

export type SymbolState =
  | { readonly status: 'FREE'; readonly cooldownUntil: number }
  | { readonly status: 'RESERVED'; readonly intentId: string; readonly until: number }
  | { readonly status: 'OPEN'; readonly intentId: string }

export const FREE: SymbolState = { status: 'FREE', cooldownUntil: 0 }

/** How long after its intent has expired a reservation waits for its final decision, ms. */
const DECISION_GRACE_MS = 60_000

/** The symbol at `nowMs`: a reservation nobody answered ends by itself. */
export function symbolAt(state: SymbolState | undefined, nowMs: number): SymbolState {
  if (state === undefined || (state.status === 'RESERVED' && nowMs > state.until)) return FREE
  return state
}

/** Reserves the symbol for an intent. A CLOSE reserves nothing. */
export function reserve(state: SymbolState, intent: TradeIntent): SymbolState {
  if (intent.side === 'CLOSE') return state
  return { status: 'RESERVED', intentId: intent.intent_id, until: intent.expires_at + DECISION_GRACE_MS }
}

/** A final decision other than ACCEPTED frees the symbol of its own intent. */
export function onDecision(state: SymbolState | undefined, decision: PlanDecision): SymbolState {
  const known = state ?? FREE
  const own = known.status === 'RESERVED' && known.intentId === decision.intent_id
  return own && decision.final && decision.outcome !== 'ACCEPTED' ? FREE : known
}

/** A position occupies the symbol while it is open, and a cooldown follows it. */
export function onPosition(update: PositionUpdate, cooldownMs: number): SymbolState {
  if (update.status === 'CLOSED') return { status: 'FREE', cooldownUntil: update.event_time + cooldownMs }
  return { status: 'OPEN', intentId: update.intent_id }
}
