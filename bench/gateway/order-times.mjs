/** When the exchange took the orders of each position, Unix ms: noted as it happens there. */
import { PRICE, STOPPED_OUT } from './plans.mjs'

/** How long a position with its stop stays before it is stopped out, ms. */
const STAYS_MS = 500

export class OrderTimes {
  /** Of every position: `{ symbol, orderMs, fillMs, stopMs, endMs }`, in the order of the entries. */
  positions = []
  #open = new Map()

  constructor(venue) {
    this.venue = venue
    venue.listeners.add((event) => this.#see(event, Date.now()))
  }

  #see({ e: kind, o: order }, atMs) {
    if (kind === 'ORDER_TRADE_UPDATE' && !order.R && order.x === 'NEW') {
      const position = { symbol: order.s, orderMs: atMs }
      this.#open.set(order.s, position)
      this.positions.push(position)
    }
    const position = this.#open.get(order?.s)
    if (position === undefined) return
    if (kind === 'ORDER_TRADE_UPDATE' && !order.R && order.x === 'TRADE') position.fillMs ??= atMs
    if (kind !== 'ALGO_UPDATE' || order.X !== 'NEW' || position.stopMs !== undefined) return
    position.stopMs = atMs
    setTimeout(() => this.#stopOut(order.s), STAYS_MS)
  }

  #stopOut(symbol) {
    this.#open.get(symbol).endMs = Date.now()
    this.#open.delete(symbol)
    this.venue.setPrice(symbol, STOPPED_OUT)
    this.venue.setPrice(symbol, PRICE)
  }
}
