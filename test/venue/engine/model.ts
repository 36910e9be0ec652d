/** The venue's books as values: orders, conditional orders, positions, trades and income, as Binance names them. */

export type Side = 'BUY' | 'SELL'
export type VenueOrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED'
export type AlgoStatus = 'NEW' | 'CANCELED' | 'TRIGGERED' | 'FINISHED' | 'EXPIRED' | 'REJECTED'

export interface VenueOrder {
  readonly orderId: number
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly type: 'MARKET' | 'LIMIT'
  readonly origType: string
  readonly timeInForce: string
  readonly price: number
  readonly quantity: number
  readonly reduceOnly: boolean
  readonly time: number
  status: VenueOrderStatus
  executed: number
  cumQuote: number
  updateTime: number
}

export interface AlgoOrder {
  readonly algoId: number
  readonly clientAlgoId: string
  readonly symbol: string
  readonly side: Side
  readonly orderType: 'STOP_MARKET' | 'TAKE_PROFIT_MARKET'
  readonly triggerPrice: number
  readonly workingType: 'MARK_PRICE' | 'CONTRACT_PRICE'
  readonly quantity: number
  readonly reduceOnly: boolean
  readonly createTime: number
  algoStatus: AlgoStatus
  actualOrderId: number | null
  updateTime: number
  triggerTime: number
}

export interface VenuePosition {
  /** Signed, base units. */
  amount: number
  entryPrice: number
  leverage: number
  marginType: 'isolated' | 'cross'
  updateTime: number
}

export interface VenueTrade {
  readonly id: number
  readonly orderId: number
  readonly symbol: string
  readonly side: Side
  readonly price: number
  readonly qty: number
  readonly realizedPnl: number
  readonly commission: number
  readonly maker: boolean
  readonly time: number
}

export interface Income {
  readonly symbol: string
  readonly incomeType: string
  readonly income: number
  readonly time: number
  readonly tranId: number
}

export interface Market {
  last: number
  mark: number
  /** Id of the last trade. */
  trades: number
}

/** Something the user data stream tells. */
export interface UserEvent {
  readonly e: 'ORDER_TRADE_UPDATE' | 'ACCOUNT_UPDATE' | 'ALGO_UPDATE'
  readonly [field: string]: unknown
}

/** Rounds away what binary fractions add; figures of the venue have at most ten places. */
export function tidy(value: number): number {
  return Number(value.toFixed(10))
}
