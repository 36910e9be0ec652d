/** What an order must satisfy before the venue takes it: filters, margin, brackets, reduce-only. */
import { VenueRefusal } from './errors.ts'
import { tidy, type VenueOrder, type VenuePosition } from './model.ts'
import type { VenueSymbol } from './terms.ts'

/** Refuses a figure that is no positive multiple of the step. */
export function checkQuantity(text: string | undefined, terms: VenueSymbol): number {
  const value = Number(text)
  if (text === undefined || !Number.isFinite(value)) throw new VenueRefusal('MISSING')
  if (!(value > 0)) throw new VenueRefusal('QUANTITY_TOO_SMALL')
  if (places(text) > places(terms.stepSize)) throw new VenueRefusal('PRECISION')
  if (!isMultiple(value, terms.stepSize)) throw new VenueRefusal('FILTER')
  return value
}

export function checkPrice(text: string | undefined, terms: VenueSymbol): number {
  const value = Number(text)
  if (text === undefined || !(value > 0)) throw new VenueRefusal('MISSING')
  if (!isMultiple(value, terms.tickSize)) throw new VenueRefusal('TICK_SIZE')
  return value
}

/** Refuses an opening order that is too small, beyond its bracket, or not paid for. */
export function checkOpening(
  quantity: number,
  price: number,
  side: 'BUY' | 'SELL',
  position: VenuePosition,
  terms: VenueSymbol,
  available: number,
): void {
  const notional = quantity * price
  if (notional < Number(terms.minNotional)) throw new VenueRefusal('MIN_NOTIONAL')
  const after = Math.abs(position.amount + (side === 'BUY' ? quantity : -quantity)) * price
  if (after > capAt(position.leverage, terms)) throw new VenueRefusal('MAX_LEVERAGE')
  const grows = after > Math.abs(position.amount) * price
  if (grows && (after - Math.abs(position.amount) * price) / position.leverage > available) {
    throw new VenueRefusal('NO_MARGIN')
  }
}

/** Refuses a reduce-only order that has nothing to reduce, or that together with the working ones reduces too much. */
export function checkReduceOnly(
  quantity: number,
  side: 'BUY' | 'SELL',
  isLimit: boolean,
  position: VenuePosition,
  working: readonly VenueOrder[],
): void {
  const opposes = side === 'BUY' ? position.amount < 0 : position.amount > 0
  if (!opposes) throw new VenueRefusal('REDUCE_ONLY')
  if (!isLimit) return
  const others = working.filter((order) => order.reduceOnly && order.side === side)
  const sum = others.reduce((total, order) => total + order.quantity - order.executed, quantity)
  if (tidy(sum) > Math.abs(position.amount)) throw new VenueRefusal('REDUCE_ONLY_CONFLICT')
}

/** Largest notional at a leverage. */
export function capAt(leverage: number, terms: VenueSymbol): number {
  return Math.max(0, ...terms.brackets.filter((each) => each.maxLeverage >= leverage).map((each) => each.notionalCap))
}

function places(text: string): number {
  return text.includes('.') ? text.replace(/0+$/, '').split('.')[1]!.length : 0
}

function isMultiple(value: number, step: string): boolean {
  const steps = value / Number(step)
  return Math.abs(steps - Math.round(steps)) < 1e-6
}
