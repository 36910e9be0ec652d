/** One fill of an order: the report with its fee, the order's new figures, and what it does to the position. */
import type { Instrument } from '../../records/generated.ts'
import { type Decimal, decimal, text } from '../decimal.ts'
import { andThen, type BookStep, type PaperBook, type PaperOrder, withOrder, withoutOrder } from './book.ts'
import { expireOrphans } from './closing.ts'
import { applyFill } from './position.ts'
import { orderReport } from './reports.ts'

/** What is traded. */
export interface Trade {
  /** Base units, above zero. */
  readonly quantity: Decimal
  /** Quote units. */
  readonly price: Decimal
  readonly liquidity: 'MAKER' | 'TAKER'
  /** Tick time, Unix ms. */
  readonly filledAt: number
}

/** Fee of a fill: notional × the instrument's maker or taker rate, exact; negative is a rebate. Quote units. */
export function feeOf({ quantity, price, liquidity }: Trade, terms: Instrument): Decimal {
  const feeBps = liquidity === 'MAKER' ? terms.maker_fee_bps : terms.taker_fee_bps
  return quantity.times(price).times(feeBps).div(10_000)
}

/** The order's figures after the trade. */
function filledBy(order: PaperOrder, { quantity, price }: Trade): PaperOrder {
  return {
    ...order,
    filledQuantity: text(quantity.plus(order.filledQuantity)),
    filledNotional: text(quantity.times(price).plus(order.filledNotional)),
    fills: order.fills + 1,
  }
}

/**
 * Fills an open order. The caller sees to it that the quantity exceeds neither the rest of the order nor, for
 * reduce-only, the position. Reduce-only orders that this leaves without a position are EXPIRED after it.
 */
export function fillOrder(
  book: PaperBook,
  order: PaperOrder,
  trade: Trade,
  nowMs: number,
  terms: Instrument,
): BookStep {
  const filled = filledBy(order, trade)
  const isComplete = decimal(filled.filledQuantity).eq(filled.quantity)
  const detail = {
    trade_id: `${order.clientOrderId}-${filled.fills}`,
    last_quantity: text(trade.quantity),
    last_price: text(trade.price),
    fee: text(feeOf(trade, terms)),
    fee_asset: terms.quote,
    liquidity: trade.liquidity,
  }
  const report = orderReport(filled, isComplete ? 'FILLED' : 'PARTIALLY_FILLED', nowMs, { detail })
  const { side, leverage, signalId } = order
  const position = applyFill(book.position, { ...trade, side, leverage, signalId }, terms.brackets)
  const listed = isComplete ? withoutOrder(book, order.clientOrderId) : withOrder(book, filled)
  const after = { ...listed, position, termsTime: terms.event_time }
  return andThen([after, [report]], (changed) => expireOrphans(changed, nowMs))
}
