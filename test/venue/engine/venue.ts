/** The exchange itself: orders in, trades out, against prices that a test scripts. No sockets, no clock of its own. */

import { Books, isWorking } from './books.ts'
import { checkOpening, checkPrice, checkQuantity, checkReduceOnly } from './checks.ts'
import { VenueRefusal } from './errors.ts'
import { algoUpdate, orderUpdate } from './events.ts'
import { type AlgoOrder, type Side, tidy, type VenueOrder } from './model.ts'

/** Parameters of a new order, as they arrive. */
export type OrderParams = Readonly<Record<string, string | undefined>>

export class Venue extends Books {
  /** Takes a MARKET or LIMIT order, and matches it. */
  place(params: OrderParams): VenueOrder {
    const terms = this.terms(params.symbol)
    const side = sideOf(params.side)
    if (params.positionSide !== undefined && params.positionSide !== 'BOTH' && !this.hedgeMode) {
      throw new VenueRefusal('WRONG_POSITION_SIDE')
    }
    const type = params.type
    if (type !== 'MARKET' && type !== 'LIMIT') throw new VenueRefusal('USE_ALGO')
    const quantity = checkQuantity(params.quantity, terms)
    const price = type === 'LIMIT' ? checkPrice(params.price, terms) : 0
    const id = params.newClientOrderId ?? `auto${this.nextId()}`
    if (this.openOrders(terms.symbol).some((order) => order.clientOrderId === id)) {
      throw new VenueRefusal('DUPLICATE_ID')
    }
    const reduceOnly = params.reduceOnly === 'true'
    const position = this.position(terms.symbol)
    const reference = type === 'LIMIT' ? price : this.market(terms.symbol).last
    if (reduceOnly) checkReduceOnly(quantity, side, type === 'LIMIT', position, this.openOrders(terms.symbol))
    else checkOpening(quantity, reference, side, position, terms, this.available())
    return this.#enter({ symbol: terms.symbol, side, type, price, quantity, reduceOnly, id, params })
  }

  #enter(wanted: {
    symbol: string
    side: Side
    type: 'MARKET' | 'LIMIT'
    price: number
    quantity: number
    reduceOnly: boolean
    id: string
    params: OrderParams
  }): VenueOrder {
    const order: VenueOrder = {
      orderId: this.nextId(),
      clientOrderId: wanted.id,
      symbol: wanted.symbol,
      side: wanted.side,
      type: wanted.type,
      origType: wanted.params.origType ?? wanted.type,
      timeInForce: wanted.params.timeInForce ?? 'GTC',
      price: wanted.price,
      quantity: wanted.quantity,
      reduceOnly: wanted.reduceOnly,
      time: this.now(),
      status: 'NEW',
      executed: 0,
      cumQuote: 0,
      updateTime: this.now(),
    }
    this.orders.push(order)
    this.emit(orderUpdate(order, 'NEW', this.now()))
    this.matchOrder(order)
    return order
  }

  /** Takes a conditional order. */
  placeAlgo(params: OrderParams): AlgoOrder {
    const terms = this.terms(params.symbol)
    const side = sideOf(params.side)
    const type = params.type
    if (type !== 'STOP_MARKET' && type !== 'TAKE_PROFIT_MARKET') throw new VenueRefusal('MISSING')
    const quantity = checkQuantity(params.quantity, terms)
    const triggerPrice = checkPrice(params.triggerPrice, terms)
    const id = params.clientAlgoId ?? `auto${this.nextId()}`
    if (this.openAlgoOrders(terms.symbol).some((order) => order.clientAlgoId === id)) {
      throw new VenueRefusal('DUPLICATE_ID')
    }
    const order: AlgoOrder = {
      algoId: this.nextId(),
      clientAlgoId: id,
      symbol: terms.symbol,
      side,
      orderType: type,
      triggerPrice,
      workingType: params.workingType === 'MARK_PRICE' ? 'MARK_PRICE' : 'CONTRACT_PRICE',
      quantity,
      reduceOnly: params.reduceOnly === 'true',
      createTime: this.now(),
      algoStatus: 'NEW',
      actualOrderId: null,
      updateTime: this.now(),
      triggerTime: 0,
    }
    if (this.isTriggered(order)) throw new VenueRefusal('WOULD_TRIGGER')
    this.algoOrders.push(order)
    this.emit(algoUpdate(order, this.now()))
    return order
  }

  cancel(order: VenueOrder | undefined): VenueOrder {
    if (order === undefined || !isWorking(order)) throw new VenueRefusal('CANCEL_REJECTED')
    this.end(order, 'CANCELED')
    return order
  }

  cancelAlgo(order: AlgoOrder | undefined): AlgoOrder {
    if (order === undefined || order.algoStatus !== 'NEW') throw new VenueRefusal('CANCEL_REJECTED')
    this.setAlgo(order, 'CANCELED')
    return order
  }

  /** Moves the price, triggers what it triggers, and fills what it fills. */
  setPrice(symbol: string, last: number, mark = last): void {
    const market = this.market(symbol)
    market.last = last
    market.mark = mark
    market.trades += 1
    for (const order of this.openAlgoOrders(symbol)) if (this.isTriggered(order)) this.#trigger(order)
    this.match(symbol)
  }

  /** Gives every working order of the symbol another chance to fill. */
  match(symbol: string): void {
    for (const order of this.openOrders(symbol)) this.matchOrder(order)
  }

  /** Lets one order fill its next share, if the price allows. */
  matchOrder(order: VenueOrder): void {
    const { last } = this.market(order.symbol)
    const crosses = order.type === 'MARKET' || (order.side === 'BUY' ? last <= order.price : last >= order.price)
    if (!crosses) return
    const step = Number(this.terms(order.symbol).stepSize)
    const open = tidy(order.quantity - order.executed)
    const share = this.slices.shift() ?? 1
    const wanted = Math.min(open, Math.max(step, tidy(Math.floor(tidy((order.quantity * share) / step)) * step)))
    const room = order.reduceOnly ? this.#reducible(order) : open
    const quantity = tidy(Math.min(wanted, room))
    if (!(quantity > 0)) this.end(order, 'EXPIRED')
    else this.fill(order, quantity, order.type === 'LIMIT' ? order.price : last)
  }

  #reducible({ symbol, side }: VenueOrder): number {
    const { amount } = this.position(symbol)
    return Math.max(0, side === 'BUY' ? -amount : amount)
  }

  #trigger(algo: AlgoOrder): void {
    algo.triggerTime = this.now()
    const position = this.position(algo.symbol)
    const opposes = algo.side === 'BUY' ? position.amount < 0 : position.amount > 0
    if (algo.reduceOnly && !opposes) {
      this.setAlgo(algo, 'REJECTED')
      return
    }
    const { symbol, side, quantity, reduceOnly, clientAlgoId, orderType } = algo
    const params = { origType: orderType }
    const order = this.#enter({
      symbol,
      side,
      type: 'MARKET',
      price: 0,
      quantity,
      reduceOnly,
      id: clientAlgoId,
      params,
    })
    algo.actualOrderId = order.orderId
    this.setAlgo(algo, 'FINISHED')
  }
}

function sideOf(text: string | undefined): Side {
  if (text !== 'BUY' && text !== 'SELL') throw new VenueRefusal('MISSING')
  return text
}
