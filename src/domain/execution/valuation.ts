/** What a position is worth: margin, profit and drawdown, and what it holds of the account. */
import { type Decimal, decimal, text, ZERO } from '../decimal.ts'
import type { Exposure } from './account-book.ts'
import { isPositive, marginFor } from './figures.ts'
import { direction, entryEnded, type Position } from './position.ts'

/** Margin of the whole entry, quote units, decimal. */
export function entryMargin(position: Position): string {
  return marginFor(position.entered.value, position.plan.leverage)
}

/** Profit realised so far net of fees and funding, quote units. */
export function netRealisedPnl(position: Position): Decimal {
  return decimal(position.realisedPnl).minus(position.fees).minus(position.fundingPaid)
}

/** Net realised profit over the margin of the whole entry, fraction; 0 before the first fill. */
export function pnlRatio(position: Position): number {
  const margin = decimal(entryMargin(position))
  return margin.gt(0) ? netRealisedPnl(position).div(margin).toNumber() : 0
}

/** Profit of what is open if it were closed at `price`, quote units, before fees. Numbers only: it runs on every mark. */
export function unrealisedPnl(position: Position, price: number): number {
  const { quantity, value } = position.open
  // Adding 0 makes 0 of −0, which JSON, and so a restart, would not keep.
  return direction(position.plan.side) * (price * Number(quantity) - Number(value)) + 0
}

/** The worst loss on margin so far, fraction of the margin, if the price is `price` now and `unrealised` follows from it. */
export function worstDrawdown(position: Position, unrealised: number): number {
  const net = unrealised + Number(position.realisedPnl) - Number(position.fees) - Number(position.fundingPaid)
  const margin = Number(position.entered.value) / position.plan.leverage
  return margin > 0 ? Math.max(position.maxDrawdownRatio, -net / margin) : position.maxDrawdownRatio
}

/** The position with its worst drawdown brought up to `price`, quote units. */
export function withDrawdownAt(position: Position, price: number): Position {
  return { ...position, maxDrawdownRatio: worstDrawdown(position, unrealisedPnl(position, price)) }
}

/** What the position holds of the account: what is open at its entry value, and what the entry may still open. */
export function exposureOf(position: Position): Exposure {
  const notional = decimal(position.open.value).plus(stillReserved(position))
  return {
    margin: marginFor(notional, position.plan.leverage),
    notional: text(notional),
    unrealisedPnl: position.mark === null ? 0 : unrealisedPnl(position, position.mark),
    reserved: !isPositive(position.entered.quantity),
  }
}

/** Notional of the part of the reservation that the entry may still fill, quote units. */
function stillReserved(position: Position): Decimal {
  const { reserved, entered } = position
  const quantity = decimal(reserved.quantity).minus(entered.quantity)
  if (entryEnded(position) || !quantity.gt(0)) return ZERO
  return quantity.times(reserved.value).div(reserved.quantity)
}
