/** Binance USDⓈ-M through ccxt: orders as exact text, conditional ones at the algo-order endpoint. */
import type { OrderType } from '../../../records/generated.ts'
import type { ApprovedOrder } from '../approved-order.ts'
import type { CancelOutcome, LookUp, OrderVenue, Outcome, Standing } from '../order-venue.ts'
import { codeOf, outcomeOf } from './errors.ts'
import type { LeasedClient } from './leased-client.ts'

const NO_SUCH_ORDER = '-2013'
const SAME_MARGIN_TYPE = '-4046'
const NO_ANSWER = 'what came back is no answer of the exchange'

export function binanceVenue(client: LeasedClient, recvWindowMs = 2_000): OrderVenue {
  return {
    recvWindowMs,
    prepare: async ({ symbol, margin_mode, leverage }) => {
      const marginType = margin_mode === 'CROSS' ? 'CROSSED' : 'ISOLATED'
      const setMargin = () => client.fapiPrivatePostMarginType({ symbol, marginType })
      const margin = await attempt(client, setMargin, (answer) => textOf(answer, 'code') === '200')
      if (margin.kind !== 'ACCEPTED' && !(margin.kind === 'REJECTED' && margin.code === SAME_MARGIN_TYPE)) return margin
      const setLeverage = () => client.fapiPrivatePostLeverage({ symbol, leverage })
      return attempt(client, setLeverage, (answer) => textOf(answer, 'leverage') === String(leverage))
    },
    place: (order) => {
      const send = () =>
        isConditional(order)
          ? client.fapiPrivatePostAlgoOrder(conditionalParams(order))
          : client.fapiPrivatePostOrder(orderParams(order))
      return attempt(client, send, (answer) => idOf(answer) !== '')
    },
    lookUp: (order) => lookUp(client, order),
    standing: (symbol, id, type) => standing(client, symbol, id, type),
    cancel: (symbol, id, type) => cancel(client, symbol, id, type),
  }
}

async function lookUp(client: LeasedClient, order: ApprovedOrder): Promise<LookUp> {
  return ask(client, order.symbol, order.client_order_id, order.type, (answer) => {
    return { kind: 'FOUND', exchangeOrderId: idOf(answer) } as const
  })
}

function standing(client: LeasedClient, symbol: string, id: string, type: OrderType): Promise<Standing> {
  return ask(client, symbol, id, type, (answer) => {
    const status = textOf(answer, isConditional({ type }) ? 'algoStatus' : 'status')
    return { kind: 'FOUND', isCanceled: status === 'CANCELED', filledQuantity: textOf(answer, 'executedQty') ?? '0' }
  })
}

/** Asks about one order, open or ended. */
async function ask<T>(
  client: LeasedClient,
  symbol: string,
  id: string,
  type: OrderType,
  read: (answer: unknown) => T,
): Promise<T | Exclude<LookUp, { readonly kind: 'FOUND' }>> {
  try {
    const answer = isConditional({ type })
      ? await client.fapiPrivateGetAlgoOrder({ clientAlgoId: id })
      : await client.fapiPrivateGetOrder({ symbol, origClientOrderId: id })
    return idOf(answer) === '' ? { kind: 'UNANSWERED', text: NO_ANSWER } : read(answer)
  } catch (error) {
    if (error instanceof Error && codeOf(error) === NO_SUCH_ORDER) return { kind: 'ABSENT' }
    return { kind: 'UNANSWERED', text: outcomeOf(error).text }
  }
}

function textOf(answer: unknown, field: string): string | undefined {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, field) : undefined
  return value === undefined || value === null ? undefined : String(value)
}

async function cancel(client: LeasedClient, symbol: string, id: string, type: OrderType): Promise<CancelOutcome> {
  try {
    const answer: unknown = isConditional({ type })
      ? await client.fapiPrivateDeleteAlgoOrder({ clientAlgoId: id })
      : await client.fapiPrivateDeleteOrder({ symbol, origClientOrderId: id })
    if (idOf(answer) === '') return { kind: 'UNKNOWN', text: NO_ANSWER }
    return { kind: 'ACCEPTED', filledQuantity: textOf(answer, 'executedQty') ?? '0' }
  } catch (error) {
    return outcomeOf(error, client.retryAfterMs)
  }
}

/** A page of HTML with status 200, as proxies give it, says nothing of what became of the request. */
async function attempt(
  client: LeasedClient,
  request: () => Promise<unknown>,
  isAnswer: (answer: unknown) => boolean,
): Promise<Outcome> {
  try {
    const answer = await request()
    if (!isAnswer(answer)) return { kind: 'UNKNOWN', text: NO_ANSWER }
    return { kind: 'ACCEPTED', exchangeOrderId: idOf(answer) }
  } catch (error) {
    return outcomeOf(error, client.retryAfterMs)
  }
}

function idOf(answer: unknown): string {
  return textOf(answer, 'orderId') ?? textOf(answer, 'algoId') ?? ''
}

function isConditional({ type }: Pick<ApprovedOrder, 'type'> | { readonly type: OrderType }): boolean {
  return type === 'STOP_MARKET' || type === 'TAKE_PROFIT_MARKET'
}

function orderParams(order: ApprovedOrder): Record<string, string> {
  const { symbol, side, type, quantity } = order
  const params: Record<string, string> = { symbol, side, type, quantity, newClientOrderId: order.client_order_id }
  if (type === 'LIMIT') Object.assign(params, { price: String(order.price), timeInForce: order.time_in_force })
  if (order.reduce_only) params.reduceOnly = 'true'
  return params
}

function conditionalParams(order: ApprovedOrder): Record<string, string> {
  return {
    algoType: 'CONDITIONAL',
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    triggerPrice: String(order.trigger_price),
    workingType: order.trigger_by === 'MARK' ? 'MARK_PRICE' : 'CONTRACT_PRICE',
    reduceOnly: String(order.reduce_only),
    clientAlgoId: order.client_order_id,
  }
}
