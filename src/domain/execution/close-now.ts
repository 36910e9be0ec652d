/** Closing a position at once, whoever asks: a plan revision, an operator, or a fault. */
import { beginClosing, stopEntry, withFreshClose } from './closing.ts'
import type { ExecutionConfig } from './config.ts'
import type { Cause } from './order.ts'
import { settle } from './settle.ts'
import { beginTurn, type Decided, decided, unchanged, type View } from './turn.ts'

/**
 * Cancels what the entry may still fill and the take-profits, and sends a reduce-only market order for what is open.
 * The stop stays until nothing is left. Asked again it only sends a new CLOSE order when the last one is dead; without
 * a position it does nothing.
 */
export function closeNow(view: View, cause: Cause, nowMs: number, config: ExecutionConfig): Decided {
  const { account, position } = view
  if (position === undefined) return unchanged(view)
  const closing = beginClosing(withFreshClose(beginTurn(account, position)), cause, nowMs)
  return decided(account, settle(closing, undefined, nowMs, config), position.plan.signalId, nowMs)
}

/**
 * Cancels the unfilled rest of the entry and leaves the rest of the position as it is: for an account that was halted
 * or told to reduce while an entry was working.
 */
export function stopEntering(view: View, nowMs: number, config: ExecutionConfig): Decided {
  const { account, position } = view
  if (position === undefined) return unchanged(view)
  const turn = beginTurn(account, position)
  const stopped = stopEntry(turn, nowMs)
  if (stopped === turn) return unchanged(view)
  return decided(account, settle(stopped, undefined, nowMs, config), position.plan.signalId, nowMs)
}
