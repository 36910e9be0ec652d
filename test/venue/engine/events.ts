/** The user data stream's events, in Binance's one-letter fields. */

import type { Books } from './books.ts'
import type { AlgoOrder, UserEvent, VenueOrder, VenueTrade } from './model.ts'

export function orderUpdate(order: VenueOrder, execution: string, now: number, trade?: VenueTrade): UserEvent {
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: now,
    T: now,
    o: {
      s: order.symbol,
      c: order.clientOrderId,
      S: order.side,
      o: order.type,
      f: order.timeInForce,
      q: String(order.quantity),
      p: String(order.price),
      ap: String(order.executed > 0 ? order.cumQuote / order.executed : 0),
      x: execution,
      X: order.status,
      i: order.orderId,
      l: String(trade?.qty ?? 0),
      z: String(order.executed),
      L: String(trade?.price ?? 0),
      n: String(trade?.commission ?? 0),
      N: 'USDT',
      T: now,
      t: trade?.id ?? 0,
      m: trade?.maker ?? false,
      R: order.reduceOnly,
      ot: order.origType,
      ps: 'BOTH',
      rp: String(trade?.realizedPnl ?? 0),
    },
  }
}

export function algoUpdate(algo: AlgoOrder, now: number): UserEvent {
  return {
    e: 'ALGO_UPDATE',
    E: now,
    T: now,
    o: {
      caid: algo.clientAlgoId,
      aid: algo.algoId,
      at: 'CONDITIONAL',
      o: algo.orderType,
      s: algo.symbol,
      S: algo.side,
      ps: 'BOTH',
      f: 'GTC',
      q: String(algo.quantity),
      X: algo.algoStatus,
      ai: algo.actualOrderId === null ? '' : String(algo.actualOrderId),
      tp: String(algo.triggerPrice),
      R: algo.reduceOnly,
      wt: algo.workingType,
    },
  }
}

export function accountUpdate(venue: Books, symbol: string, reason: string, now: number): UserEvent {
  const { amount, entryPrice, marginType } = venue.position(symbol)
  return {
    e: 'ACCOUNT_UPDATE',
    E: now,
    T: now,
    a: {
      m: reason,
      B: [{ a: 'USDT', wb: String(venue.wallet), cw: String(venue.wallet), bc: '0' }],
      P: [
        {
          s: symbol,
          pa: String(amount),
          ep: String(entryPrice),
          cr: '0',
          up: '0',
          mt: marginType,
          iw: '0',
          ps: 'BOTH',
        },
      ],
    },
  }
}
