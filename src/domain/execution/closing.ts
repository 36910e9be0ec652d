/** Closing: the entry stops filling, and a reduce-only market order follows whatever is open until nothing is. */
import { cancel, place } from './commands.ts'
import type { ExecutionConfig } from './config.ts'
import { isPositive } from './figures.ts'
import type { Cause } from './order.ts'
import { liveOrder, orderInForce, type Position } from './position.ts'
import { type Turn, withPosition } from './turn.ts'

/** Turns the position to CLOSING for a cause (the first cause stays) and cancels what the entry may still fill. */
export function beginClosing(turn: Turn, cause: Cause, nowMs: number): Turn {
  const closing = turn.position.closing ?? cause
  return stopEntry(withPosition(turn, { status: 'CLOSING', closing }), nowMs)
}

/** Cancels the unfilled rest of the entry. */
export function stopEntry(turn: Turn, nowMs: number): Turn {
  const entry = liveOrder(turn.position, 'ENTRY')
  return entry === undefined ? turn : cancel(turn, entry, nowMs)
}

/** Commands the CLOSE order of a closing position for all that is open, one at a time. */
export function placeClose(turn: Turn, nowMs: number, config: ExecutionConfig): Turn {
  const { position } = turn
  const { closing, failures, open } = position
  if (closing === null || !isPositive(open.quantity) || failures.close >= config.maxCloseAttempts) return turn
  if (!needsClose(position)) return turn
  const wanted = { leg: 'CLOSE', quantity: open.quantity, price: null, exitCause: closing } as const
  return place(turn, { ...wanted, attempt: failures.close }, nowMs)
}

/** True when no CLOSE order is under way. One that found nothing to reduce is not tried again: the fills will tell. */
function needsClose(position: Position): boolean {
  const current = orderInForce(position, 'CLOSE')
  return current === undefined || current.phase === 'FILLED'
}

/** Forgets a dead CLOSE order and its failures, so that being told to close again tries again. */
export function withFreshClose(turn: Turn): Turn {
  const { position } = turn
  if (liveOrder(position, 'CLOSE') !== undefined) return turn
  const { CLOSE: _dead, ...inForce } = position.inForce
  return withPosition(turn, { inForce, failures: { ...position.failures, close: 0 } })
}
