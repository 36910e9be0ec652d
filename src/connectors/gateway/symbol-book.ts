/** What the gateway keeps of a symbol as commands and reports go by. Pure. */
import type { ExecutionReport, OrderCommand } from '../../records/generated.ts'
import type { SymbolBook } from './journal.ts'

/** Ended orders that are remembered, so that a command published twice is still looked up. */
const MOST_ENDED = 50

/** A symbol of which nothing has happened yet. */
export function emptyBook(symbol: string): SymbolBook {
  const unseen = { nextTradeId: null, takenOverAt: null }
  return { symbol, orders: {}, ...unseen, position: '0', unprotectedSince: null, stopSince: null }
}

/** With the order of a command that is about to be carried: written before it is sent. */
export function withOrder(book: SymbolBook, command: OrderCommand): SymbolBook {
  const { client_order_id: clientOrderId, type, quantity, reduce_only: reduceOnly } = command
  if (book.orders[clientOrderId] !== undefined) return book
  const order = { clientOrderId, type, quantity, reduceOnly, isWorking: true, booked: '0' }
  return { ...book, orders: { ...book.orders, [clientOrderId]: order } }
}

/** Without the order of a command that was not carried after all. */
export function withoutOrder(book: SymbolBook, clientOrderId: string): SymbolBook {
  const { [clientOrderId]: _, ...orders } = book.orders
  return { ...book, orders }
}

/** Orders that never came to be are not asked about; how the others end, reconciliation tells. */
export function withReport(
  book: SymbolBook,
  { client_order_id: id, status, event_time: time }: ExecutionReport,
): SymbolBook {
  const order = book.orders[id]
  if (order === undefined) return book
  if (status === 'NEW') return order.type === 'STOP_MARKET' ? { ...book, stopSince: book.stopSince ?? time } : book
  const neverWas = status === 'REJECTED' || status === 'SKIPPED_STALE'
  return neverWas ? { ...book, orders: { ...book.orders, [id]: { ...order, isWorking: false } } } : book
}

/** Without the oldest of the orders that have ended: a book is written with every command, so it must not grow. */
export function withoutOldOrders(book: SymbolBook): SymbolBook {
  const ended = Object.values(book.orders).filter(({ isWorking }) => !isWorking)
  if (ended.length <= MOST_ENDED) return book
  const dropped = new Set(ended.slice(0, -MOST_ENDED).map(({ clientOrderId }) => clientOrderId))
  const orders = Object.entries(book.orders).filter(([id]) => !dropped.has(id))
  return { ...book, orders: Object.fromEntries(orders) }
}
