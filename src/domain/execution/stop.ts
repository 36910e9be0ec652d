/** The stop: one reduce-only order for the whole open quantity at the price in force, replaced and never just taken away. */
import { decimal } from '../decimal.ts'
import { place } from './commands.ts'
import type { ExecutionConfig } from './config.ts'
import { isPositive } from './figures.ts'
import { isAcknowledged, isLive, remainingQuantity } from './order.ts'
import { orderInForce, type Position } from './position.ts'
import type { Turn } from './turn.ts'

/**
 * Commands the stop when the one in force does not cover what is open at the price in force.
 * A dead order that still matches is left alone: whether to try again is decided where failures are (failed-order).
 */
export function placeStop(turn: Turn, nowMs: number, config: ExecutionConfig): Turn {
  const { position } = turn
  const { quantity } = position.open
  if (!isPositive(quantity) || position.failures.stop >= config.maxStopAttempts || isCovered(position)) return turn
  const { price, cause } = position.stop
  return place(turn, { leg: 'STOP', quantity, price, exitCause: cause, attempt: position.failures.stop }, nowMs)
}

/**
 * Forgets a stop order that is over. A dead order is kept as long as nothing changes, so that it is not tried again
 * blindly; every fill is a change, after which the stop must be for what is open then.
 */
export function withoutDeadStop(position: Position): Position {
  const stop = orderInForce(position, 'STOP')
  if (stop === undefined || isLive(stop)) return position
  const { STOP: _dead, ...inForce } = position.inForce
  return { ...position, inForce }
}

/** Brings `unprotectedSinceMs` up to date: any stop the exchange says is working counts. */
export function withProtection(turn: Turn, nowMs: number): Turn {
  const { position } = turn
  const since = isProtected(position) ? null : (position.unprotectedSinceMs ?? nowMs)
  return since === position.unprotectedSinceMs
    ? turn
    : { ...turn, position: { ...position, unprotectedSinceMs: since } }
}

function isProtected({ open, orders }: Position): boolean {
  if (!isPositive(open.quantity)) return true
  return Object.values(orders).some((order) => order.leg === 'STOP' && isAcknowledged(order))
}

function isCovered(position: Position): boolean {
  const stop = orderInForce(position, 'STOP')
  if (stop === undefined) return false
  return stop.price === position.stop.price && decimal(remainingQuantity(stop)).eq(position.open.quantity)
}
