/** The exchange itself: orders in, trades out, against prices that a test scripts. No sockets, no clock of its own. */
import { checkOpening, checkPrice, checkQuantity, checkReduceOnly } from './checks.ts'
import { VenueRefusal } from './errors.ts'
import { accountUpdate, algoUpdate, orderUpdate } from './events.ts'
import {
  type AlgoOrder,
  type Income,
  type Market,
  type Side,
  tidy,
  type UserEvent,
  type VenueOrder,
  type VenuePosition,
  type VenueTrade,
} from './model.ts'
import { DEFAULT_SYMBOLS, type VenueSymbol } from './terms.ts'

/** Taker and maker fee, fractions of the notional. */
const TAKER = 0.0005
const MAKER = 0.0002

export interface VenueOptions {
  readonly symbols?: readonly VenueSymbol[]
  readonly wallet?: number
  readonly now: () => number
}

/** Parameters of a new order, as they arrive. */
export type OrderParams = Readonly<Record<string, string | undefined>>

export class Venue {
  readonly symbols: ReadonlyMap<string, VenueSymbol>
  readonly markets = new Map<string, Market>()
  readonly positions = new Map<string, VenuePosition>()
  readonly orders: VenueOrder[] = []
  readonly algoOrders: AlgoOrder[] = []
  readonly trades: VenueTrade[] = []
  readonly income: Income[] = []
  /** What comes of every order that fills: the shares it fills in, one per match; empty fills at once. */
  readonly slices: number[] = []
  readonly listeners = new Set<(event: UserEvent) => void>()
  readonly now: () => number
  wallet: number
  hedgeMode = false
  #lastId = 1_000

  constructor({ symbols = DEFAULT_SYMBOLS, wallet = 10_000, now }: VenueOptions) {
    this.now = now
    this.wallet = wallet
    this.symbols = new Map(symbols.map((each) => [each.symbol, each]))
    for (const { symbol, price } of symbols) {
      this.markets.set(symbol, { last: price, mark: price })
      this.positions.set(symbol, { amount: 0, entryPrice: 0, leverage: 20, marginType: 'cross', updateTime: 0 })
    }
  }

  terms(symbol: string | undefined): VenueSymbol {
    const terms = this.symbols.get(symbol ?? '')
    if (terms === undefined) throw new VenueRefusal('BAD_SYMBOL')
    return terms
  }

  market(symbol: string): Market {
    return this.markets.get(this.terms(symbol).symbol)!
  }

  position(symbol: string): VenuePosition {
    return this.positions.get(this.terms(symbol).symbol)!
  }

  /** Wallet balance that no position's margin holds. */
  available(): number {
    let used = 0
    for (const { amount, entryPrice, leverage } of this.positions.values()) {
      used += (Math.abs(amount) * entryPrice) / leverage
    }
    return this.wallet - used
  }

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

  openOrders(symbol?: string): VenueOrder[] {
    return this.orders.filter((order) => isWorking(order) && (symbol === undefined || order.symbol === symbol))
  }

  openAlgoOrders(symbol?: string): AlgoOrder[] {
    return this.algoOrders.filter(
      (order) => order.algoStatus === 'NEW' && (symbol === undefined || order.symbol === symbol),
    )
  }

  /** Moves the price, triggers what it triggers, and fills what it fills. */
  setPrice(symbol: string, last: number, mark = last): void {
    const market = this.market(symbol)
    market.last = last
    market.mark = mark
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
    const wanted = Math.min(open, Math.max(step, tidy(Math.floor((order.quantity * share) / step) * step)))
    const room = order.reduceOnly ? this.#reducible(order) : open
    const quantity = tidy(Math.min(wanted, room))
    if (!(quantity > 0)) this.end(order, 'EXPIRED')
    else this.fill(order, quantity, order.type === 'LIMIT' ? order.price : last)
  }

  #reducible({ symbol, side }: VenueOrder): number {
    const { amount } = this.position(symbol)
    return Math.max(0, side === 'BUY' ? -amount : amount)
  }

  /** Fills part of an order: trade, fee, position, wallet and the events of all that. */
  fill(order: VenueOrder, quantity: number, price: number): void {
    const position = this.position(order.symbol)
    const signed = order.side === 'BUY' ? quantity : -quantity
    const closing = position.amount * signed < 0 ? Math.min(quantity, Math.abs(position.amount)) : 0
    const realizedPnl = tidy(closing * (price - position.entryPrice) * Math.sign(position.amount))
    const after = tidy(position.amount + signed)
    const adds = position.amount * signed >= 0
    if (adds) {
      position.entryPrice = (position.entryPrice * Math.abs(position.amount) + price * quantity) / Math.abs(after)
    } else if (after * position.amount < 0) position.entryPrice = price
    else if (after === 0) position.entryPrice = 0
    position.amount = after
    position.updateTime = this.now()
    const maker = order.type === 'LIMIT' && order.time < this.now()
    const commission = tidy(quantity * price * (maker ? MAKER : TAKER))
    const trade: VenueTrade = {
      id: this.nextId(),
      orderId: order.orderId,
      symbol: order.symbol,
      side: order.side,
      price,
      qty: quantity,
      realizedPnl,
      commission,
      maker,
      time: this.now(),
    }
    this.trades.push(trade)
    this.book(order.symbol, 'COMMISSION', -commission)
    if (realizedPnl !== 0) this.book(order.symbol, 'REALIZED_PNL', realizedPnl)
    order.executed = tidy(order.executed + quantity)
    order.cumQuote = tidy(order.cumQuote + quantity * price)
    order.status = order.executed >= order.quantity ? 'FILLED' : 'PARTIALLY_FILLED'
    order.updateTime = this.now()
    this.emit(orderUpdate(order, 'TRADE', this.now(), trade))
    this.emit(accountUpdate(this, order.symbol, 'ORDER', this.now()))
    if (after === 0) for (const each of this.openOrders(order.symbol)) if (each.reduceOnly) this.end(each, 'EXPIRED')
  }

  end(order: VenueOrder, status: 'CANCELED' | 'EXPIRED'): void {
    order.status = status
    order.updateTime = this.now()
    this.emit(orderUpdate(order, status, this.now()))
  }

  isTriggered({ symbol, side, orderType, triggerPrice, workingType }: AlgoOrder): boolean {
    const market = this.market(symbol)
    const price = workingType === 'MARK_PRICE' ? market.mark : market.last
    const fallsBelow = (side === 'SELL') === (orderType === 'STOP_MARKET')
    return fallsBelow ? price <= triggerPrice : price >= triggerPrice
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

  setAlgo(algo: AlgoOrder, status: AlgoOrder['algoStatus']): void {
    algo.algoStatus = status
    algo.updateTime = this.now()
    this.emit(algoUpdate(algo, this.now()))
  }

  /** Changes the wallet and says why in the income history. */
  book(symbol: string, incomeType: string, income: number): void {
    this.wallet = tidy(this.wallet + income)
    this.income.push({ symbol, incomeType, income, time: this.now(), tranId: this.nextId() })
  }

  /** Ids go up; leaving room between them is what Binance does too. */
  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  emit(event: UserEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}

export function isWorking({ status }: VenueOrder): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED'
}

function sideOf(text: string | undefined): Side {
  if (text !== 'BUY' && text !== 'SELL') throw new VenueRefusal('MISSING')
  return text
}
