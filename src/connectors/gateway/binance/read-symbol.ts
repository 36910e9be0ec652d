/** Reads what Binance says of a symbol, for reconciliation: open orders, how ours ended, the position, the trades. */
import {
  array,
  boolean,
  type InferOutput,
  number,
  object,
  optional,
  parse,
  picklist,
  pipe,
  string,
  transform,
  union,
} from 'valibot'
import { decimal } from '../../../domain/decimal.ts'
import type { OrderType } from '../../../records/generated.ts'
import type { SnapshotTrade, Standing, SymbolKnown, SymbolSnapshot } from '../reconcile.ts'
import { codeOf } from './errors.ts'
import type { LeasedClient } from './leased-client.ts'

const Id = pipe(union([string(), number()]), transform(String))
const OpenOrders = array(object({ clientOrderId: string() }))
const OpenAlgoOrders = array(object({ clientAlgoId: string() }))
const Positions = array(object({ positionAmt: string() }))
const Order = object({ clientOrderId: string(), status: string(), executedQty: string() })
const Algo = object({ algoStatus: string(), actualOrderId: optional(Id) })
const Trades = array(
  object({
    id: pipe(Id, transform(Number)),
    orderId: Id,
    side: picklist(['BUY', 'SELL']),
    price: string(),
    qty: string(),
    realizedPnl: string(),
    commission: string(),
    commissionAsset: string(),
    time: pipe(Id, transform(Number)),
    maker: boolean(),
  }),
)
const PAGE = 1_000
const DAY_MS = 86_400_000
/** Less than the seven days that Binance allows between two times. */
const HISTORY_DAYS = 6
const NO_SUCH_ORDER = '-2013'
/** DESIGN, 4: everything is compared so often. */
const FULL_READING_EVERY_MS = 30_000

/**
 * What reads symbols again and again. Trades, which cost most of the rate limit, are read where the position or an order has
 * moved, and every 30 s in any case: then what came and went in between is found too.
 */
export function symbolReader(client: LeasedClient): (known: SymbolKnown) => Promise<SymbolSnapshot> {
  const fullAtMs = new Map<string, number>()
  return async (known) => {
    const nowMs = client.milliseconds()
    const isFull = nowMs - (fullAtMs.get(known.symbol) ?? Number.NEGATIVE_INFINITY) >= FULL_READING_EVERY_MS
    const snapshot = await readSymbol(client, known, isFull)
    if (isFull) fullAtMs.set(known.symbol, nowMs)
    return snapshot
  }
}

/**
 * Trades are read last, so that they cover every fill the orders speak of; what moved in between is a problem that the
 * next reading resolves. @throws what ccxt throws, and ValiError on an answer of another shape: nothing is guessed.
 */
export async function readSymbol(client: LeasedClient, known: SymbolKnown, isFull = true): Promise<SymbolSnapshot> {
  const { symbol } = known
  const orders = parse(OpenOrders, await client.fapiPrivateGetOpenOrders({ symbol }))
  const algos = parse(OpenAlgoOrders, await client.fapiPrivateGetOpenAlgoOrders({ symbol }))
  const open = [
    ...orders.map(({ clientOrderId }) => ({ clientOrderId, type: 'LIMIT' as const })),
    ...algos.map(({ clientAlgoId }) => ({ clientOrderId: clientAlgoId, type: 'STOP_MARKET' as const })),
  ]
  const isOpen = new Set(open.map(({ clientOrderId }) => clientOrderId))
  const ended: Record<string, Standing> = {}
  /** Client order id by exchange order id; a triggered conditional order trades under another exchange id. */
  const owners = new Map<string, string>()
  for (const order of Object.values(known.orders)) {
    if (!order.isWorking || isOpen.has(order.clientOrderId)) continue
    ended[order.clientOrderId] = await standingOf(client, symbol, order.clientOrderId, order.type, owners)
  }
  const [held] = parse(Positions, await client.fapiPrivateV3GetPositionRisk({ symbol }))
  const position = held?.positionAmt ?? '0'
  const hasMoved = Object.keys(ended).length > 0 || !decimal(position).eq(known.position)
  const { nextTradeId } = known
  const asksTrades = nextTradeId !== null && (isFull || hasMoved)
  const trades = asksTrades ? await readTrades(client, known, nextTradeId, owners) : []
  const last = nextTradeId === null ? await newestTradeId(client, symbol) : (trades.at(-1)?.id ?? nextTradeId - 1)
  return { position, trades, isFull, nextTradeId: last + 1, open, ended }
}

async function standingOf(
  client: LeasedClient,
  symbol: string,
  id: string,
  type: OrderType,
  owners: Map<string, string>,
): Promise<Standing> {
  try {
    if (type !== 'STOP_MARKET' && type !== 'TAKE_PROFIT_MARKET') {
      const { status, executedQty } = parse(Order, await client.fapiPrivateGetOrder({ symbol, origClientOrderId: id }))
      return { status: endOf(status), filledQuantity: executedQty }
    }
    const { algoStatus, actualOrderId } = parse(Algo, await client.fapiPrivateGetAlgoOrder({ clientAlgoId: id }))
    if (!actualOrderId) return { status: endOf(algoStatus), filledQuantity: '0' }
    owners.set(actualOrderId, id)
    const actual = parse(Order, await client.fapiPrivateGetOrder({ symbol, orderId: actualOrderId }))
    return { status: endOf(actual.status), filledQuantity: actual.executedQty }
  } catch (error) {
    if (error instanceof Error && codeOf(error) === NO_SUCH_ORDER) return { status: 'ABSENT', filledQuantity: '0' }
    throw error
  }
}

/** FILLED stands for whatever has not ended without fills: its trades must be seen before anything is said. */
function endOf(status: string): Standing['status'] {
  return status === 'CANCELED' || status === 'EXPIRED' || status === 'REJECTED' ? status : 'FILLED'
}

/** Binance gives the trades of the last seven days only, unless asked for an id; 0 stands for none of these. */
async function newestTradeId(client: LeasedClient, symbol: string): Promise<number> {
  const [newest] = parse(Trades, await client.fapiPrivateGetUserTrades({ symbol, limit: 1 }))
  return newest?.id ?? -1
}

async function readTrades(
  client: LeasedClient,
  { symbol, takenOverAt }: SymbolKnown,
  nextTradeId: number,
  owners: Map<string, string>,
): Promise<SnapshotTrade[]> {
  const rows: InferOutput<typeof Trades> = []
  // Without a trade to begin at the time is: from id 0 on Binance would give trades of years ago.
  const startTime = Math.max((takenOverAt ?? 0) - DAY_MS, client.milliseconds() - HISTORY_DAYS * DAY_MS)
  for (let from: object = nextTradeId === 0 ? { startTime } : { fromId: nextTradeId }; ; ) {
    const page = parse(Trades, await client.fapiPrivateGetUserTrades({ symbol, ...from, limit: PAGE }))
    rows.push(...page)
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined) break
    from = { fromId: last.id + 1 }
  }
  const trades: SnapshotTrade[] = []
  for (const row of rows) {
    let clientOrderId = owners.get(row.orderId)
    if (clientOrderId === undefined) {
      clientOrderId = parse(Order, await client.fapiPrivateGetOrder({ symbol, orderId: row.orderId })).clientOrderId
      owners.set(row.orderId, clientOrderId)
    }
    trades.push({
      id: row.id,
      clientOrderId,
      exchangeOrderId: row.orderId,
      side: row.side,
      quantity: row.qty,
      price: row.price,
      realizedPnl: row.realizedPnl,
      fee: row.commission,
      feeAsset: row.commissionAsset,
      isMaker: row.maker,
      time: row.time,
    })
  }
  return trades
}
