/** How a position ends: with its whole result when nothing is left, or released when nothing was ever filled. */
import { withExposure, withResult } from './account-book.ts'
import { cancel } from './commands.ts'
import type { ExecutionConfig } from './config.ts'
import { conclude, type Subject, type Verdict } from './decisions.ts'
import type { Fill } from './fill.ts'
import { isLive } from './order.ts'
import { orderInForce, type Position } from './position.ts'
import { type Decided, emit, type Turn } from './turn.ts'
import { positionUpdate } from './updates.ts'
import { pnlRatio } from './valuation.ts'

/** Whom decisions about a position name. */
export function subjectOf({ symbol, plan }: Position): Subject {
  return { symbol, planId: plan.planId, intentId: plan.intentId, signalId: plan.signalId }
}

/**
 * Ends a position of which nothing is left: position.update CLOSED, every order that may still be working cancelled
 * (also one whose replacement is on the way: refused, it would leave it behind), the result remembered, margin free.
 */
export function endClosed(turn: Turn, fill: Fill | undefined, nowMs: number): Decided {
  const { position } = turn
  const closed = emit(turn, positionUpdate(position, 'CLOSED', fill, nowMs))
  const { account, emissions } = Object.values(position.orders)
    .filter(isLive)
    .reduce((next, order) => cancel(next, order, nowMs), closed)
  const released = withExposure(account, position.symbol, undefined)
  return { account: withResult(released, pnlRatio(position)), position: undefined, emissions }
}

/** Ends a reservation whose entry ended without a fill: margin free, and the final decision says what became of it. */
export function endUnfilled(turn: Turn, nowMs: number, config: ExecutionConfig): Decided {
  const { position } = turn
  const released = withExposure(turn.account, position.symbol, undefined)
  const { account, emission } = conclude(released, subjectOf(position), entryVerdict(position), nowMs, config)
  return { account, position: undefined, emissions: [...turn.emissions, emission] }
}

function entryVerdict(position: Position): Verdict {
  const entry = orderInForce(position, 'ENTRY')
  const phase = entry?.phase ?? 'CANCELED'
  const outcome = phase === 'SKIPPED_STALE' ? 'SKIPPED_STALE' : 'REFUSED'
  return { stage: 'ENTRY', outcome, reason: `ENTRY_${phase}`, detail: entry?.error ?? null }
}
