/** Exact decimals for prices, quantities, fees and money: decimal.js behind the few roundings that trading needs. */
import { Decimal as DecimalJs } from 'decimal.js'

/** A private constructor, so that no other user of decimal.js can change the precision under us. */
export const Decimal = DecimalJs.clone({ precision: 40, toExpNeg: -40, toExpPos: 40 })
export type Decimal = DecimalJs

/** Anything a decimal can be made of: a decimal string, a finite number, a decimal. */
export type Decimalish = DecimalJs.Value

export const ZERO: Decimal = new Decimal(0)

/** Reads a decimal. Throws on NaN, infinities and text that is no number: money code refuses before it computes. */
export function decimal(value: Decimalish): Decimal {
  const result = new Decimal(value)
  if (!result.isFinite()) throw new RangeError(`not a finite decimal: ${String(value)}`)
  return result
}

/** Plain decimal text without exponent, trailing zeros or a negative zero, as exchanges take it. */
export function text(value: Decimalish): string {
  const exact = decimal(value)
  return exact.isZero() ? '0' : exact.toFixed()
}

/** The largest multiple of `step` that is not above `value` (towards zero for positive values). */
export function roundDown(value: Decimalish, step: Decimalish): Decimal {
  return decimal(value).div(step).floor().times(step)
}

/** The smallest multiple of `step` that is not below `value`. */
export function roundUp(value: Decimalish, step: Decimalish): Decimal {
  return decimal(value).div(step).ceil().times(step)
}

/** The nearest multiple of `step`, halves away from zero. */
export function roundNearest(value: Decimalish, step: Decimalish): Decimal {
  return decimal(value).div(step).round().times(step)
}

export function minOf(first: Decimal, ...others: Decimal[]): Decimal {
  return Decimal.min(first, ...others)
}

export function maxOf(first: Decimal, ...others: Decimal[]): Decimal {
  return Decimal.max(first, ...others)
}
