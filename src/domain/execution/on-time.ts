/** Time passing over one symbol: entries that expire, and positions left without a stop for too long. */
import { halted } from './account-book.ts'
import { beginClosing, stopEntry } from './closing.ts'
import type { ExecutionConfig } from './config.ts'
import { isPositive } from './figures.ts'
import { liveOrder, type Position } from './position.ts'
import { settle } from './settle.ts'
import { beginTurn, type Decided, decided, type Turn, unchanged, type View } from './turn.ts'

/**
 * To be called as stream time advances to `nowMs`. An entry that still works after its plan expired is cancelled.
 * A position without an acknowledged stop for longer than allowed is flattened and the account halts (DESIGN, 4);
 * one that is being closed already but has neither stop nor CLOSE order working halts the account.
 */
export function onTime(view: View, nowMs: number, config: ExecutionConfig): Decided {
  const { account, position } = view
  if (position === undefined) return unchanged(view)
  const begun = beginTurn(account, position)
  const expired = nowMs > position.plan.expiresAt ? stopEntry(begun, nowMs) : begun
  const guarded = isUnprotected(position, nowMs, config) ? guard(expired, nowMs) : expired
  if (guarded === begun) return unchanged(view)
  return decided(account, settle(guarded, undefined, nowMs, config), position.plan.signalId, nowMs)
}

function isUnprotected({ unprotectedSinceMs }: Position, nowMs: number, config: ExecutionConfig): boolean {
  return unprotectedSinceMs !== null && nowMs - unprotectedSinceMs > config.stopAckTimeoutMs
}

function guard(turn: Turn, nowMs: number): Turn {
  const { account, position } = turn
  if (position.status !== 'CLOSING') {
    return beginClosing({ ...turn, account: halted(account, 'STOP_NOT_ACKNOWLEDGED') }, 'CONTROL', nowMs)
  }
  const stuck = isPositive(position.open.quantity) && liveOrder(position, 'CLOSE') === undefined
  return stuck && account.mode !== 'HALTED' ? { ...turn, account: halted(account, 'CLOSE_REJECTED') } : turn
}
