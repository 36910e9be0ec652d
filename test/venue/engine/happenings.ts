/** What happens to an account beside its own orders: manual trades, liquidation, funding, transfers. */
import { accountUpdate, orderUpdate } from './events.ts'
import { type Side, tidy, type VenueOrder } from './model.ts'
import type { Venue } from './venue.ts'

/** A market order from the exchange's own app. */
export function tradeByHand(
  venue: Venue,
  symbol: string,
  side: Side,
  quantity: number,
  reduceOnly = false,
): VenueOrder {
  return venue.place({
    symbol,
    side,
    type: 'MARKET',
    quantity: String(quantity),
    newClientOrderId: `web_${venue.nextId()}`,
    reduceOnly: String(reduceOnly),
  })
}

/** The exchange takes the position over at the mark price, and an insurance fee with it. */
export function liquidate(venue: Venue, symbol: string): void {
  const { amount } = venue.position(symbol)
  const now = venue.now()
  const quantity = Math.abs(amount)
  const order: VenueOrder = {
    orderId: venue.nextId(),
    clientOrderId: `autoclose-${now}${venue.nextId()}`,
    symbol,
    side: amount > 0 ? 'SELL' : 'BUY',
    type: 'MARKET',
    origType: 'LIMIT',
    timeInForce: 'IOC',
    price: 0,
    quantity,
    reduceOnly: false,
    time: now,
    status: 'NEW',
    executed: 0,
    cumQuote: 0,
    updateTime: now,
  }
  venue.orders.push(order)
  venue.emit(orderUpdate(order, 'CALCULATED', now))
  venue.fill(order, quantity, venue.market(symbol).mark)
  venue.book(symbol, 'INSURANCE_CLEAR', -tidy(quantity * venue.market(symbol).mark * 0.01))
}

/** Funding is paid by longs where the rate is positive. */
export function payFunding(venue: Venue, symbol: string, rate: number): void {
  const { amount } = venue.position(symbol)
  if (amount === 0) return
  venue.book(symbol, 'FUNDING_FEE', -tidy(amount * venue.market(symbol).mark * rate))
  venue.emit(accountUpdate(venue, symbol, 'FUNDING_FEE', venue.now()))
}

/** Money moved in (positive) or out. */
export function transfer(venue: Venue, amount: number): void {
  venue.book('', 'TRANSFER', amount)
}
