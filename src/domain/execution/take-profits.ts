/** The take-profit orders: brought in line with the ladder by placing, replacing and cancelling. */
import { type Decimal, decimal, text, ZERO } from '../decimal.ts'
import { cancel, place } from './commands.ts'
import { ladder } from './ladder.ts'
import { isLive, remainingQuantity } from './order.ts'
import { orderInForce, type Position, TAKE_PROFIT_LEGS, type TakeProfitLeg } from './position.ts'
import type { Turn } from './turn.ts'

/**
 * Commands what the legs need: nothing before the first revision (the levels are not re-based yet) and nothing but
 * cancellations once the position is being closed. A leg whose order the exchange refused stays without one until its
 * price or quantity changes: the stop and the time stop still end the position.
 *
 * Legs that shrink come first: an exchange refuses a reduce-only order that with the working ones would reduce more than
 * there is, so one that grows needs the room that the others give up.
 */
export function arrangeTakeProfits(turn: Turn, nowMs: number): Turn {
  const wanted = isHarvesting(turn.position) ? ladder(turn.position) : []
  const rungOf = (leg: TakeProfitLeg) => wanted.find((each) => each.leg === leg)
  const shrinks = (leg: TakeProfitLeg) => (rungOf(leg)?.quantity ?? ZERO).lt(workingQuantity(turn.position, leg))
  const legs = [...TAKE_PROFIT_LEGS.filter(shrinks), ...TAKE_PROFIT_LEGS.filter((leg) => !shrinks(leg))]
  return legs.reduce((next, leg) => {
    const rung = rungOf(leg)
    if (rung === undefined || rung.quantity.isZero()) return withdraw(next, leg, nowMs)
    return offer(next, leg, rung.price, rung.quantity, nowMs)
  }, turn)
}

/** What the leg's order may still close, base units; none where it has no order or that one is being cancelled. */
function workingQuantity(position: Position, leg: TakeProfitLeg): Decimal {
  const current = orderInForce(position, leg)
  return current === undefined || !isLive(current) || current.cancelling ? ZERO : decimal(remainingQuantity(current))
}

function isHarvesting({ status, plan }: Position): boolean {
  return status === 'OPEN' && plan.revision >= 1
}

function offer(turn: Turn, leg: TakeProfitLeg, price: string, quantity: Decimal, nowMs: number): Turn {
  const current = orderInForce(turn.position, leg)
  if (current !== undefined && !current.cancelling && current.price === price) {
    if (quantity.eq(remainingQuantity(current))) return turn
  }
  return place(turn, { leg, quantity: text(quantity), price, exitCause: leg, attempt: 0 }, nowMs)
}

function withdraw(turn: Turn, leg: TakeProfitLeg, nowMs: number): Turn {
  const current = orderInForce(turn.position, leg)
  return current !== undefined && isLive(current) ? cancel(turn, current, nowMs) : turn
}
