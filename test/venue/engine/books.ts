/** The venue's books: what it knows, and what a fill, an end or a payment does to that. */
import { VenueRefusal } from './errors.ts'
import { accountUpdate, algoUpdate, orderUpdate } from './events.ts'
import {
  type AlgoOrder,
  type Income,
  type Market,
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

export class Books {
  readonly symbols = new Map<string, VenueSymbol>()
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
  /** When it opened, Unix ms: trends of past candles end here. */
  readonly openedAt: number
  wallet: number
  hedgeMode = false
  #lastId = 1_000

  constructor({ symbols = DEFAULT_SYMBOLS, wallet = 10_000, now }: VenueOptions) {
    this.now = now
    this.openedAt = now()
    this.wallet = wallet
    for (const each of symbols) this.list(each)
  }

  /** Lists a contract, or changes the terms of one that is listed. */
  list(terms: VenueSymbol): void {
    const { symbol, price } = terms
    this.symbols.set(symbol, terms)
    if (this.markets.has(symbol)) return
    this.markets.set(symbol, { last: price, mark: price, trades: 100 })
    this.positions.set(symbol, { amount: 0, entryPrice: 0, leverage: 20, marginType: 'cross', updateTime: 0 })
  }

  /** Takes a contract off the list, as the venue does some time after settling it. */
  delist(symbol: string): void {
    this.symbols.delete(symbol)
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

  openOrders(symbol?: string): VenueOrder[] {
    return this.orders.filter((order) => isWorking(order) && (symbol === undefined || order.symbol === symbol))
  }

  openAlgoOrders(symbol?: string): AlgoOrder[] {
    return this.algoOrders.filter(
      (order) => order.algoStatus === 'NEW' && (symbol === undefined || order.symbol === symbol),
    )
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
