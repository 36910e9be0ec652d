/** How open orders end without a fill: cancelled, expired, gone stale, or left without a position to reduce. */
import { type BookStep, NOTHING, type PaperBook, type PaperOrder, withoutOrder } from './book.ts'
import { reduces } from './filters.ts'
import type { Rejection } from './rejections.ts'
import { orderReport } from './reports.ts'

/** Takes an order off the book with its one terminal report. */
export function closeOrder(
  book: PaperBook,
  order: PaperOrder,
  status: 'CANCELED' | 'EXPIRED' | 'REJECTED' | 'SKIPPED_STALE',
  nowMs: number,
  why?: Rejection,
): BookStep {
  const report = orderReport(order, status, nowMs, why === undefined ? {} : { why })
  return [withoutOrder(book, order.clientOrderId), [report]]
}

function closeAll(
  book: PaperBook,
  orders: readonly PaperOrder[],
  statusOf: (order: PaperOrder) => 'CANCELED' | 'EXPIRED' | 'SKIPPED_STALE',
  nowMs: number,
): BookStep {
  if (orders.length === 0) return [book, NOTHING]
  const left = book.orders.filter((order) => !orders.includes(order))
  return [{ ...book, orders: left }, orders.map((order) => orderReport(order, statusOf(order), nowMs))]
}

/** True when an entry's time is over. */
export function isStale({ expiresAt }: PaperOrder, nowMs: number): boolean {
  return expiresAt !== null && expiresAt < nowMs
}

/** Ends entries whose time is over: SKIPPED_STALE when nothing was filled, EXPIRED for the rest of a partial fill. */
export function expireStale(book: PaperBook, nowMs: number): BookStep {
  const stale = book.orders.filter((order) => isStale(order, nowMs))
  return closeAll(book, stale, (order) => (order.fills === 0 ? 'SKIPPED_STALE' : 'EXPIRED'), nowMs)
}

/** Ends reduce-only orders with no position left to reduce, as Binance does: EXPIRED, one report each. */
export function expireOrphans(book: PaperBook, nowMs: number): BookStep {
  const orphans = book.orders.filter(({ reduceOnly, side }) => reduceOnly && !reduces(side, book.position))
  return closeAll(book, orphans, () => 'EXPIRED', nowMs)
}

/** Ends every order, as a liquidation does: reduce-only ones EXPIRED, the others CANCELED. */
export function closeEveryOrder(book: PaperBook, nowMs: number): BookStep {
  return closeAll(book, book.orders, ({ reduceOnly }) => (reduceOnly ? 'EXPIRED' : 'CANCELED'), nowMs)
}
