/** Decimal strings, as state and records keep them, added and compared without leaving text. */
import { type Decimal, type Decimalish, decimal, text } from '../decimal.ts'

/** Decimal places money is booked with, as exchanges do. */
const MONEY_PLACES = 8
/** Significant digits of a published average price; more is noise of the division. */
const PRICE_DIGITS = 16
/** decimal.js rounding mode: away from zero, so that a reservation never claims too little. */
const ROUND_UP = 0

/** A quantity (base units) and what it traded for (quote units), both exact. */
export interface Traded {
  readonly quantity: string
  readonly value: string
}

export const NOTHING_TRADED: Traded = { quantity: '0', value: '0' }

export function plus(left: string, right: Decimalish): string {
  return text(decimal(left).plus(right))
}

export function minus(left: string, right: Decimalish): string {
  return text(decimal(left).minus(right))
}

export function isPositive(value: Decimalish): boolean {
  return decimal(value).gt(0)
}

/** Rounded to the places money is booked with. */
export function money(value: Decimalish): Decimal {
  return decimal(value).toDecimalPlaces(MONEY_PLACES)
}

/** Margin of a notional at a leverage, quote units, rounded up to the places money is booked with. */
export function marginFor(notional: Decimalish, leverage: number): string {
  return text(decimal(notional).div(leverage).toDecimalPlaces(MONEY_PLACES, ROUND_UP))
}

/** `traded` and one fill more. */
export function withTrade(traded: Traded, quantity: Decimalish, price: Decimalish): Traded {
  return { quantity: plus(traded.quantity, quantity), value: plus(traded.value, decimal(quantity).times(price)) }
}

/** Average price, quote units; null when nothing was traded. */
export function averagePrice(traded: Traded): string | null {
  if (!isPositive(traded.quantity)) return null
  return text(decimal(traded.value).div(traded.quantity).toSignificantDigits(PRICE_DIGITS))
}
