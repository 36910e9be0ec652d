/** Reconciliation of one symbol, pure: what the exchange says against what is known; what to report and what to undo. */
import { type Decimal, decimal, text } from '../../domain/decimal.ts'
import type { AccountEvent, ExecutionReport, OrderType } from '../../records/generated.ts'

/** One of our orders, as far as it was reported on. */
export interface KnownOrder {
  readonly clientOrderId: string
  readonly type: OrderType
  readonly quantity: string
  readonly reduceOnly: boolean
  readonly isWorking: boolean
  /** Filled quantity that was reported, base units, decimal. */
  readonly booked: string
}

/** What is known of a symbol; JSON-able. */
export interface SymbolKnown {
  readonly symbol: string
  readonly orders: Readonly<Record<string, KnownOrder>>
  /** Trades from this id on are not booked yet; ids of a symbol go up. Null before the symbol was seen flat once. */
  readonly nextTradeId: number | null
  /** When the symbol was seen flat first, Unix time in ms; null before. */
  readonly takenOverAt: number | null
  /** Sum of all booked trades, signed, base units, decimal. */
  readonly position: string
}

/** A trade as the exchange tells it, with the client order id of its order. */
export interface SnapshotTrade {
  readonly id: number
  readonly clientOrderId: string
  readonly exchangeOrderId: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: string
  readonly price: string
  readonly realizedPnl: string
  readonly fee: string
  readonly feeAsset: string
  readonly isMaker: boolean
  readonly time: number
}

/** What the exchange says of a symbol. */
export interface SymbolSnapshot {
  readonly position: string
  /** All trades from the known `nextTradeId` on, oldest first; none where that is null. */
  readonly trades: readonly SnapshotTrade[]
  /** False where trades were not asked for, because nothing has moved. */
  readonly isFull: boolean
  /** Where trades begin that have not happened yet. */
  readonly nextTradeId: number
  readonly open: readonly { readonly clientOrderId: string; readonly type: OrderType }[]
  /** How those of our working orders stand that are not open any more. */
  readonly ended: Readonly<Record<string, Standing>>
}

export interface Standing {
  readonly status: 'FILLED' | 'CANCELED' | 'EXPIRED' | 'REJECTED' | 'ABSENT'
  readonly filledQuantity: string
}

export interface Reconciled {
  readonly known: SymbolKnown
  readonly reports: readonly ExecutionReport[]
  readonly events: readonly AccountEvent[]
  /** Orders of ours that serve nothing any more: to be cancelled. */
  readonly orphans: readonly { readonly clientOrderId: string; readonly type: OrderType }[]
  /** Why nothing may open yet; none means clean. */
  readonly problems: readonly string[]
}

const OF_THE_EXCHANGE = /^(autoclose-|adl_autoclose|settlement_autoclose-)/
const OF_OURS = /^[0-9a-f]{32}$/

/** Brings what is known up to what the exchange says. Asked again with the same snapshot it changes nothing. */
export function reconcile(known: SymbolKnown, snapshot: SymbolSnapshot, account: string, nowMs: number): Reconciled {
  const firstTradeId = known.nextTradeId ?? snapshot.nextTradeId
  const trades = snapshot.trades.filter(({ id }) => id >= firstTradeId)
  const orders: Record<string, KnownOrder> = { ...known.orders }
  const reports: ExecutionReport[] = []
  const events: AccountEvent[] = []
  let position: Decimal = decimal(known.position)
  for (const trade of trades) {
    position = position.plus(trade.side === 'BUY' ? trade.quantity : decimal(trade.quantity).neg())
    const order = orders[trade.clientOrderId]
    if (order === undefined) {
      events.push(foreignTrade(known.symbol, trade, account))
      continue
    }
    const booked = text(decimal(order.booked).plus(trade.quantity))
    const isFilled = decimal(booked).gte(order.quantity)
    orders[trade.clientOrderId] = { ...order, booked, isWorking: order.isWorking && !isFilled }
    reports.push(fillReport(known.symbol, trade, booked, isFilled, account, nowMs))
  }
  const problems: string[] = []
  for (const [id, standing] of Object.entries(snapshot.ended)) {
    const order = orders[id]
    if (order === undefined || !order.isWorking) continue
    if (decimal(standing.filledQuantity).gt(order.booked) || standing.status === 'FILLED') {
      problems.push(`trades of order ${id} are missing`)
      continue
    }
    orders[id] = { ...order, isWorking: false }
    reports.push(endReport(known.symbol, order, standing, account, nowMs))
  }
  const isSame = position.eq(snapshot.position)
  if (!isSame && known.nextTradeId === null) {
    problems.push(`a position of ${snapshot.position} was there before the gateway: close it at the exchange`)
  } else if (!isSame) {
    problems.push(`the exchange holds ${snapshot.position}, the trades add up to ${text(position)}`)
  }
  const { orphans, foreign } = sortOpen(orders, snapshot, position.isZero())
  for (const id of foreign) problems.push(`order ${id} is not ours`)
  // A symbol is taken over flat: what was traded in it before is none of the gateway's business.
  const isTaken = known.nextTradeId !== null || isSame
  const nextTradeId = isTaken ? (trades.at(-1)?.id ?? firstTradeId - 1) + 1 : null
  const takenOverAt = known.takenOverAt ?? (isTaken ? nowMs : null)
  return {
    known: { ...known, orders, nextTradeId, takenOverAt, position: text(position) },
    reports,
    events,
    orphans,
    problems,
  }
}

/** Open orders that nobody waits for: ours without a position to reduce, ours that are unknown; and foreign ones. */
function sortOpen(orders: Readonly<Record<string, KnownOrder>>, { open }: SymbolSnapshot, isFlat: boolean) {
  const mayOpen = Object.values(orders).some((order) => order.isWorking && !order.reduceOnly)
  const isOrphan = (id: string) => {
    const order = orders[id]
    if (order === undefined) return OF_OURS.test(id)
    return !order.isWorking || (order.reduceOnly && isFlat && !mayOpen)
  }
  const orphans = open.filter(({ clientOrderId }) => isOrphan(clientOrderId))
  const strangers = open.filter(({ clientOrderId: id }) => orders[id] === undefined && !OF_OURS.test(id))
  return { orphans, foreign: strangers.map(({ clientOrderId }) => clientOrderId) }
}

function fillReport(
  symbol: string,
  trade: SnapshotTrade,
  booked: string,
  isFilled: boolean,
  account: string,
  nowMs: number,
): ExecutionReport {
  return {
    symbol,
    event_time: nowMs,
    client_order_id: trade.clientOrderId,
    account,
    exchange_order_id: trade.exchangeOrderId,
    trade_id: String(trade.id),
    status: isFilled ? 'FILLED' : 'PARTIALLY_FILLED',
    last_quantity: trade.quantity,
    last_price: trade.price,
    filled_quantity: booked,
    fee: trade.fee,
    fee_asset: trade.feeAsset,
    liquidity: trade.isMaker ? 'MAKER' : 'TAKER',
    venue_time: trade.time,
  }
}

function endReport(
  symbol: string,
  order: KnownOrder,
  { status }: Standing,
  account: string,
  nowMs: number,
): ExecutionReport {
  return {
    symbol,
    event_time: nowMs,
    client_order_id: order.clientOrderId,
    account,
    status: status === 'ABSENT' || status === 'FILLED' ? 'EXPIRED' : status,
    filled_quantity: order.booked,
    venue_time: nowMs,
    error_code: status === 'ABSENT' ? '-2013' : null,
    error: status === 'ABSENT' ? 'the exchange does not know this order any more' : null,
  }
}

/** Of a liquidation the amount is the fee alone, of any other trade the whole change of the balance. */
function foreignTrade(symbol: string, trade: SnapshotTrade, account: string): AccountEvent {
  const isLiquidation = OF_THE_EXCHANGE.test(trade.clientOrderId)
  const fee = decimal(trade.fee).neg()
  return {
    account,
    event_time: trade.time,
    kind: isLiquidation ? 'LIQUIDATION' : 'MANUAL_TRADE',
    symbol,
    amount: text(isLiquidation ? fee : fee.plus(trade.realizedPnl)),
    asset: trade.feeAsset,
    venue_event_id: `trade:${symbol}:${trade.id}`,
    side: trade.side,
    quantity: trade.quantity,
    price: trade.price,
    detail: `order ${trade.clientOrderId}`,
  }
}
