/** The records the paper exchange emits: execution reports of orders and the events of the account. */
import type { AccountEvent, ExecutionReport, OrderCommand, OrderStatus } from '../../records/generated.ts'
import { decimal, text } from '../decimal.ts'
import type { PaperEmission, PaperOrder } from './book.ts'
import type { Rejection } from './rejections.ts'

/** Significant digits kept of a quotient: far beyond any price, short enough for a record. */
export const QUOTIENT_DIGITS = 20

/** What a report says beside the order's own figures. */
export type ReportDetail = Pick<
  ExecutionReport,
  'trade_id' | 'last_quantity' | 'last_price' | 'fee' | 'fee_asset' | 'liquidity'
>

/** A report on an open order, with what was filled so far; `why` gives it an error code and text. */
export function orderReport(
  order: PaperOrder,
  status: OrderStatus,
  nowMs: number,
  { detail, why }: { readonly detail?: ReportDetail; readonly why?: Rejection } = {},
): PaperEmission {
  const filled = decimal(order.filledQuantity)
  const average = filled.isZero() ? null : decimal(order.filledNotional).div(filled)
  const value: ExecutionReport = {
    symbol: order.symbol,
    event_time: nowMs,
    client_order_id: order.clientOrderId,
    account: order.account,
    exchange_order_id: `P${order.clientOrderId}`,
    status,
    filled_quantity: order.filledQuantity,
    average_price: average === null ? null : text(average.toSignificantDigits(QUOTIENT_DIGITS)),
    venue_time: nowMs,
    ...detail,
    ...(why === undefined ? {} : { error_code: why.code, error: why.text }),
  }
  return { sink: 'report', value, traceId: order.signalId }
}

/** A report on a command that never became an order: REJECTED with the reason, or SKIPPED_STALE. */
export function commandReport(
  command: OrderCommand,
  status: 'REJECTED' | 'SKIPPED_STALE',
  nowMs: number,
  why?: Rejection,
): PaperEmission {
  const value: ExecutionReport = {
    symbol: command.symbol,
    event_time: nowMs,
    client_order_id: command.client_order_id,
    account: command.account,
    status,
    filled_quantity: '0',
    venue_time: nowMs,
    ...(why === undefined ? {} : { error_code: why.code, error: why.text }),
  }
  return { sink: 'report', value, traceId: command.signal_id }
}

/** An event of the account, traced to the signal that opened the position. */
export function accountEvent(value: AccountEvent, traceId: string): PaperEmission {
  return { sink: 'event', value, traceId }
}
