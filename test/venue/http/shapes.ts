/** The venue's books as the JSON that Binance answers with: figures are text, ids are numbers. */
import type { AlgoOrder, VenueOrder, VenueTrade } from '../engine/model.ts'
import type { VenueSymbol } from '../engine/terms.ts'
import type { Venue } from '../engine/venue.ts'

export function orderShape(order: VenueOrder) {
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: String(order.price),
    avgPrice: String(order.executed > 0 ? order.cumQuote / order.executed : 0),
    origQty: String(order.quantity),
    executedQty: String(order.executed),
    cumQuote: String(order.cumQuote),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.reduceOnly,
    closePosition: false,
    side: order.side,
    positionSide: 'BOTH',
    stopPrice: '0',
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.origType,
    time: order.time,
    updateTime: order.updateTime,
  }
}

export function algoShape(algo: AlgoOrder) {
  return {
    algoId: algo.algoId,
    clientAlgoId: algo.clientAlgoId,
    algoType: 'CONDITIONAL',
    orderType: algo.orderType,
    symbol: algo.symbol,
    side: algo.side,
    positionSide: 'BOTH',
    timeInForce: 'GTC',
    quantity: String(algo.quantity),
    algoStatus: algo.algoStatus,
    actualOrderId: algo.actualOrderId === null ? '' : String(algo.actualOrderId),
    actualPrice: '0',
    triggerPrice: String(algo.triggerPrice),
    price: '0',
    workingType: algo.workingType,
    closePosition: false,
    priceProtect: false,
    reduceOnly: algo.reduceOnly,
    createTime: algo.createTime,
    updateTime: algo.updateTime,
    triggerTime: algo.triggerTime,
    goodTillDate: 0,
  }
}

export function tradeShape(trade: VenueTrade) {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    side: trade.side,
    price: String(trade.price),
    qty: String(trade.qty),
    realizedPnl: String(trade.realizedPnl),
    quoteQty: String(trade.price * trade.qty),
    commission: String(trade.commission),
    commissionAsset: 'USDT',
    time: trade.time,
    positionSide: 'BOTH',
    buyer: trade.side === 'BUY',
    maker: trade.maker,
  }
}

export function positionShape(venue: Venue, symbol: string) {
  const position = venue.position(symbol)
  const { mark } = venue.market(symbol)
  return {
    symbol,
    positionSide: 'BOTH',
    positionAmt: String(position.amount),
    entryPrice: String(position.entryPrice),
    breakEvenPrice: String(position.entryPrice),
    markPrice: String(mark),
    unRealizedProfit: String(position.amount * (mark - position.entryPrice)),
    liquidationPrice: '0',
    leverage: String(position.leverage),
    marginType: position.marginType,
    isolatedMargin: '0',
    isAutoAddMargin: 'false',
    notional: String(position.amount * mark),
    isolatedWallet: '0',
    updateTime: position.updateTime,
  }
}

/** A row of exchangeInfo. */
export function symbolShape({ symbol, base, tickSize, stepSize, minNotional, status }: VenueSymbol) {
  const places = (text: string) => (text.includes('.') ? text.split('.')[1]!.length : 0)
  return {
    symbol,
    pair: symbol,
    contractType: 'PERPETUAL',
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    status,
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: base,
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    pricePrecision: places(tickSize),
    quantityPrecision: places(stepSize),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    triggerProtect: '0.0500',
    liquidationFee: '0.010000',
    marketTakeBound: '0.05',
    orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX'],
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000', tickSize },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '10000000', stepSize },
      { filterType: 'MARKET_LOT_SIZE', minQty: stepSize, maxQty: '10000000', stepSize },
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: 10 },
      { filterType: 'MIN_NOTIONAL', notional: minNotional },
      { filterType: 'PERCENT_PRICE', multiplierUp: '1.0500', multiplierDown: '0.9500', multiplierDecimal: '4' },
    ],
  }
}
