/** When a tick reaches an order, and at what price it then fills. */
import type { MarketTick } from '../../records/generated.ts'
import { type Decimal, type Decimalish, decimal, maxOf, minOf, roundNearest } from '../decimal.ts'
import type { PaperOrder } from './book.ts'
import type { PaperConfig } from './config.ts'

/** The price that liquidation and mark triggers go by: the mark price, the last price where there is none. */
export function markOf(tick: MarketTick): number {
  return tick.mark_price ?? tick.price
}

/** True when the tick reaches the trigger of a conditional order; never for others. */
export function triggers({ type, side, watchedPrice, triggerBy }: PaperOrder, tick: MarketTick): boolean {
  if (watchedPrice === null) return false
  const price = triggerBy === 'MARK' ? markOf(tick) : tick.price
  switch (type) {
    case 'STOP_MARKET':
      return side === 'BUY' ? price >= watchedPrice : price <= watchedPrice
    case 'TAKE_PROFIT_MARKET':
      return side === 'BUY' ? price <= watchedPrice : price >= watchedPrice
    case 'LIMIT':
    case 'MARKET':
      return false
  }
}

/** True when the tick trades through the limit price (`touch`: at it); never for other orders. */
export function reachesLimit(order: PaperOrder, tick: MarketTick, limitFill: PaperConfig['limitFill']): boolean {
  const { type, side, watchedPrice } = order
  if (type !== 'LIMIT' || watchedPrice === null) return false
  if (tick.price === watchedPrice) return limitFill === 'touch'
  return side === 'BUY' ? tick.price < watchedPrice : tick.price > watchedPrice
}

/** A price made worse for the taker by `slippageBps` and put on the nearest tick, one tick at least; quote units. */
export function slipped(price: Decimalish, side: 'BUY' | 'SELL', slippageBps: number, tickSize: string): Decimal {
  const slip = decimal(price).times(slippageBps).div(10_000)
  const worse = side === 'BUY' ? slip.plus(price) : decimal(price).minus(slip)
  return maxOf(roundNearest(worse, tickSize), decimal(tickSize))
}

/** True for a LIMIT order that has met a tick before: it rests in the book and can only make. */
export function isResting({ type, met }: PaperOrder): boolean {
  return type === 'LIMIT' && met
}

/**
 * The price of a fill at the tick, quote units: the limit for a resting order, else the slipped price, which for a LIMIT
 * order that takes is never worse than its limit.
 */
export function fillPrice(order: PaperOrder, tick: MarketTick, slippageBps: number, tickSize: string): Decimal {
  const price = slipped(tick.price, order.side, slippageBps, tickSize)
  if (order.type !== 'LIMIT' || order.price === null) return price
  const limit = decimal(order.price)
  if (isResting(order)) return limit
  return order.side === 'BUY' ? minOf(price, limit) : maxOf(price, limit)
}
