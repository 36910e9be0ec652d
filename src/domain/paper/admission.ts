/** Whether the paper exchange takes an order: from a PLACE or REPLACE command to an open order or a refusal. */
import type { Instrument, OrderCommand } from '../../records/generated.ts'
import { type Decimal, text } from '../decimal.ts'
import { findOrder, type PaperBook, type PaperOrder } from './book.ts'
import { readPrice, readQuantity, reduces, refusesLeverage, refusesNotional, tradable } from './filters.ts'
import * as why from './rejections.ts'
import { isRejection, type Rejection } from './rejections.ts'

/** The enumerated fields of an order once none of them is UNKNOWN. */
type Kind = Pick<PaperOrder, 'side' | 'type' | 'leg' | 'timeInForce' | 'triggerBy'>

/** Reads the enumerated fields: UNKNOWN never means act, and this exchange is isolated margin, one-way only. */
function readKind(command: OrderCommand): Kind | Rejection {
  const { side, type, leg, time_in_force: timeInForce } = command
  if (side === 'UNKNOWN') return why.INVALID_SIDE
  if (type === 'UNKNOWN') return why.INVALID_ORDER_TYPE
  if (leg === 'UNKNOWN') return why.invalid('leg')
  if (timeInForce === 'UNKNOWN' || (timeInForce === 'GTX' && type !== 'LIMIT')) return why.INVALID_TIME_IN_FORCE
  if (command.margin_mode !== 'ISOLATED') return why.invalid('margin_mode')
  if (command.position_mode !== 'ONE_WAY') return why.POSITION_SIDE
  const isConditional = type === 'STOP_MARKET' || type === 'TAKE_PROFIT_MARKET'
  // Binance watches the contract price (LAST) where the order does not say.
  const triggerBy = isConditional ? (command.trigger_by ?? 'LAST') : null
  if (triggerBy === 'UNKNOWN') return why.INVALID_WORKING_TYPE
  return { side, type, leg, timeInForce, triggerBy }
}

/** Reads the price the order watches: the limit of LIMIT, the trigger of conditional orders, none of MARKET. */
function readWatched(command: OrderCommand, { type }: Kind, terms: Instrument): Decimal | Rejection | null {
  switch (type) {
    case 'MARKET':
      return null
    case 'LIMIT':
      return readPrice(command.price, 'price', terms)
    case 'STOP_MARKET':
    case 'TAKE_PROFIT_MARKET':
      return readPrice(command.trigger_price, 'stopPrice', terms)
  }
}

/**
 * Admits an order or says why not. The first filter that objects decides: enums, symbol and status, id, price,
 * quantity, reduce-only, leverage, notional.
 *
 * A MARKET order has no price here (the exchange keeps none between ticks), so the notional filter meets it at its
 * first tick. For the same reason a trigger that is already passed is no error (-2021): it triggers at its first tick.
 * The balance is not checked (-2019): execution reserves the margin, and this exchange knows no wallet.
 */
export function admit(
  book: PaperBook | undefined,
  command: OrderCommand,
  nowMs: number,
  instrument: Instrument | undefined,
): PaperOrder | Rejection {
  const kind = readKind(command)
  if (isRejection(kind)) return kind
  const reduceOnly = command.reduce_only
  const terms = tradable(instrument, reduceOnly)
  if (isRejection(terms)) return terms
  if (findOrder(book, command.client_order_id) !== undefined) return why.DUPLICATE_ID

  const position = book?.position ?? null
  const price = readWatched(command, kind, terms)
  if (price !== null && isRejection(price)) return price
  const quantity = readQuantity(command.quantity, reduceOnly ? position : null, terms)
  if (isRejection(quantity)) return quantity
  if (reduceOnly && !reduces(kind.side, position)) return why.REDUCE_ONLY
  const leverage = command.leverage ?? position?.leverage
  if (leverage === undefined) return why.missing('leverage')
  if (!reduceOnly) {
    const opening = { side: kind.side, quantity, leverage }
    const refused = refusesLeverage(opening, position, terms)
    if (refused !== undefined) return refused
    const refusedNotional = price === null ? undefined : refusesNotional(opening, price, position, terms)
    if (refusedNotional !== undefined) return refusedNotional
  }

  return {
    ...kind,
    symbol: command.symbol,
    account: command.account,
    clientOrderId: command.client_order_id,
    signalId: command.signal_id,
    reduceOnly,
    price: price === null ? null : text(price),
    watchedPrice: price === null ? null : price.toNumber(),
    quantity: text(quantity),
    filledQuantity: '0',
    filledNotional: '0',
    fills: 0,
    leverage,
    // A command can be read later than it was given: no tick before either time may fill it.
    placedAt: Math.max(command.event_time, nowMs),
    expiresAt: kind.leg === 'ENTRY' ? (command.expires_at ?? null) : null,
    met: false,
    triggered: false,
  }
}
