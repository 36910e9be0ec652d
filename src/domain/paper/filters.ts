/** The exchange's filters: status, price and quantity steps, minimums, and the leverage a notional may have. */
import type { Instrument } from '../../records/generated.ts'
import { type Decimal, decimal } from '../decimal.ts'
import type { PaperPosition } from './book.ts'
import type { Rejection } from './rejections.ts'
import * as why from './rejections.ts'

/** Side of an order that may act. */
export type ActingSide = 'BUY' | 'SELL'

/** What the filters of an opening look at. */
export interface Opening {
  readonly side: ActingSide
  readonly quantity: Decimal
  readonly leverage: number
}

/** True when the order is on the side that closes the position. */
export function reduces(side: ActingSide, position: PaperPosition | null): boolean {
  return position !== null && (side === 'SELL') === (position.side === 'LONG')
}

/** The instrument where it takes such an order: TRADING all, DELISTED exits only, anything else none. */
export function tradable(terms: Instrument | undefined, reduceOnly: boolean): Instrument | Rejection {
  if (terms === undefined) return why.INVALID_SYMBOL
  switch (terms.status) {
    case 'TRADING':
      return terms
    case 'DELISTED':
      return reduceOnly ? terms : why.EXITS_ONLY
    case 'SUSPENDED':
    case 'UNKNOWN':
      return why.SYMBOL_CLOSED
  }
}

/** Reads decimal text; undefined when it is missing or not plain decimal notation. */
function parse(value: string | null | undefined): Decimal | undefined {
  return value && /^-?\d+(\.\d+)?$/.test(value) ? decimal(value) : undefined
}

/** Reads a price: a positive multiple of the tick size. */
export function readPrice(
  value: string | null | undefined,
  parameter: 'price' | 'stopPrice',
  terms: Instrument,
): Decimal | Rejection {
  const price = parse(value)
  if (price === undefined) return why.missing(parameter)
  if (price.lte(0)) return parameter === 'price' ? why.PRICE_NOT_POSITIVE : why.STOP_PRICE_NOT_POSITIVE
  return price.mod(terms.tick_size).isZero() ? price : why.PRICE_OFF_TICK
}

/**
 * Reads a quantity: a positive multiple of the step size, from the minimum on. With `closable` given (the position a
 * reduce-only order may close) a quantity that covers all of it may be smaller, as with Binance's `closePosition`:
 * what a partial fill left below the minimum must not be stuck.
 */
export function readQuantity(value: string, closable: PaperPosition | null, terms: Instrument): Decimal | Rejection {
  const quantity = parse(value)
  if (quantity === undefined) return why.missing('quantity')
  if (quantity.lte(0)) return why.QUANTITY_NOT_POSITIVE
  if (!quantity.mod(terms.step_size).isZero()) return why.PRECISION
  const closesAll = closable !== null && quantity.gte(closable.quantity)
  return quantity.gte(terms.min_quantity) || closesAll ? quantity : why.QUANTITY_BELOW_MINIMUM
}

/** Why an opening may not have its leverage: whole, from 1 to the instrument's largest, not below the position's. */
export function refusesLeverage(
  { side, leverage }: Opening,
  position: PaperPosition | null,
  terms: Instrument,
): Rejection | undefined {
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > terms.max_leverage)
    return why.leverageNotValid(leverage)
  const adds = position !== null && !reduces(side, position)
  return adds && leverage < position.leverage ? why.LEVERAGE_REDUCTION : undefined
}

/**
 * Why an opening may not have its notional: below the minimum, beyond the last bracket, or in a bracket whose leverage
 * is smaller. The bracket is that of the notional the position would reach at `price` (limit, trigger or market price).
 */
export function refusesNotional(
  { side, quantity, leverage }: Opening,
  price: Decimal,
  position: PaperPosition | null,
  terms: Instrument,
): Rejection | undefined {
  if (quantity.times(price).lt(terms.min_notional)) return why.notionalBelow(terms.min_notional)
  const held = decimal(position?.quantity ?? 0)
  const reached = (reduces(side, position) ? quantity.minus(held) : quantity.plus(held)).times(price)
  const bracket = terms.brackets.find(({ notional_cap: cap }) => reached.lte(cap))
  if (bracket === undefined) return terms.brackets.length === 0 ? undefined : why.MAX_POSITION
  return leverage > bracket.max_leverage ? why.leverageNotValid(leverage) : undefined
}
