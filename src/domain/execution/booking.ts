/** Booking: what a fill, a fee or a funding payment does to the position and, at the same moment, to the balance. */
import { type Decimal, decimal, minOf, text, ZERO } from '../decimal.ts'
import { halted, withBalanceChange } from './account-book.ts'
import { money, NOTHING_TRADED, plus, type Traded, withTrade } from './figures.ts'
import type { Fill } from './fill.ts'
import type { Cause, Leg } from './order.ts'
import { direction, type Position } from './position.ts'
import { withoutDeadStop } from './stop.ts'
import type { Turn } from './turn.ts'
import { unrealisedPnl, withDrawdownAt, worstDrawdown } from './valuation.ts'

/** The reason an account halts for when fills and position contradict each other. */
const MISMATCH = 'POSITION_MISMATCH'

/** Books an entry fill: the position grows, the fee is paid. More than was commanded also halts the account. */
export function bookEntry(turn: Turn, fill: Fill, nowMs: number): Turn {
  const { position } = turn
  const entered = withTrade(position.entered, fill.quantity, fill.price)
  const account = withBalanceChange(turn.account, fill.fee.neg())
  const grown = {
    ...position,
    status: position.status === 'PENDING_ENTRY' ? ('OPEN' as const) : position.status,
    entered,
    open: withTrade(position.open, fill.quantity, fill.price),
    fees: plus(position.fees, fill.fee),
    openedAt: position.openedAt ?? nowMs,
  }
  return {
    ...turn,
    account: decimal(entered.quantity).gt(position.reserved.quantity) ? halted(account, MISMATCH) : account,
    position: withDrawdownAt(withoutDeadStop(grown), fill.price.toNumber()),
  }
}

/**
 * Books an exit fill: profit against the entry value of the part that leaves, minus the fee.
 * What goes beyond the open quantity is not ours to book: the account halts.
 */
export function bookExit(turn: Turn, fill: Fill, cause: Cause, leg: Leg | undefined): Turn {
  const { position } = turn
  const quantity = minOf(fill.quantity, decimal(position.open.quantity))
  const cost = entryValueOf(position.open, quantity)
  const pnl = exitPnl(position, quantity, fill.price)
  const account = withBalanceChange(turn.account, pnl.minus(fill.fee))
  const reduced = {
    ...position,
    exited: withTrade(position.exited, quantity, fill.price),
    open: without(position.open, quantity, cost),
    realisedPnl: plus(position.realisedPnl, pnl),
    fees: plus(position.fees, fill.fee),
    lastExit: cause,
    taken:
      leg === undefined ? position.taken : { ...position.taken, [leg]: plus(position.taken[leg] ?? '0', quantity) },
  }
  return {
    ...turn,
    account: quantity.lt(fill.quantity) ? halted(account, MISMATCH) : account,
    position: withDrawdownAt(withoutDeadStop(reduced), fill.price.toNumber()),
  }
}

/** Books a funding payment on the position alone; `amount` is the change of the balance, quote units. */
export function bookFunding(turn: Turn, amount: Decimal): Turn {
  const position = { ...turn.position, fundingPaid: plus(turn.position.fundingPaid, amount.neg()) }
  const unrealised = position.mark === null ? 0 : unrealisedPnl(position, position.mark)
  return { ...turn, position: { ...position, maxDrawdownRatio: worstDrawdown(position, unrealised) } }
}

/** Profit of closing `quantity` (at most what is open) at `price`, before fees, quote units. */
export function exitPnl({ open, plan }: Position, quantity: Decimal, price: Decimal): Decimal {
  const leaving = minOf(quantity, decimal(open.quantity))
  return leaving.times(price).minus(entryValueOf(open, leaving)).times(direction(plan.side))
}

/**
 * Entry value of a part of what is open. Rounded as money is, with the last part taking the rest: so the parts add
 * up to the entry exactly, and the balance is never off by a rounding.
 */
function entryValueOf(open: Traded, quantity: Decimal): Decimal {
  if (quantity.isZero()) return ZERO
  if (quantity.eq(open.quantity)) return decimal(open.value)
  return money(decimal(open.value).times(quantity).div(open.quantity))
}

function without(open: Traded, quantity: Decimal, value: Decimal): Traded {
  if (quantity.eq(open.quantity)) return NOTHING_TRADED
  return { quantity: text(decimal(open.quantity).minus(quantity)), value: text(decimal(open.value).minus(value)) }
}
