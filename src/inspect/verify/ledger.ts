/** Orders and open quantity of every symbol, rebuilt from commands and reports alone, beside the records themselves. */
import { type Decimal, decimal, maxOf, ZERO } from '../../domain/decimal.ts'
import type { AccountEvent, ExecutionReport, OrderCommand, OrderLeg, OrderStatus } from '../../records/generated.ts'
import type { VerifiedRecord } from './records.ts'

/** An order as commands and reports show it. */
export interface KnownOrder {
  readonly id: string
  readonly leg: OrderLeg
  readonly planId: string
  readonly signalId: string
  /** Event time of its command, Unix ms. */
  readonly commandedAt: number
  /** Commanded quantity, base units. */
  readonly quantity: Decimal
  /** Latest reported status; null before the first report. */
  status: OrderStatus | null
  /** Filled so far, base units. */
  filled: Decimal
}

/** One symbol of one account. */
export interface SymbolBook {
  readonly account: string
  readonly symbol: string
  /** Open quantity, base units: entries less exits. */
  open: Decimal
  readonly orders: Map<string, KnownOrder>
}

/** A fill, and what was open before it. */
export interface FillStep {
  /** The order it belongs to; null where none was commanded. */
  readonly order: KnownOrder | null
  /** Base units. */
  readonly quantity: Decimal
  readonly openBefore: Decimal
}

/** A record, and the symbol's orders and open quantity after it where it is about orders. */
export interface Step {
  readonly record: VerifiedRecord
  readonly book: SymbolBook | null
  readonly fill: FillStep | null
}

const ENDED: ReadonlySet<OrderStatus | null> = new Set(['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'SKIPPED_STALE'])

/**
 * Folds the records into the books. Quantities that are no decimals count as zero: another check names them. A symbol
 * is forgotten when it is flat and all its orders have ended, so memory follows what is open and not the run.
 */
export function* withLedger(records: Iterable<VerifiedRecord>): Iterable<Step> {
  const books = new Map<string, SymbolBook>()
  for (const record of records) {
    const step = stepOf(books, record)
    yield step
    if (step.book !== null && isOver(step.book)) books.delete(keyOf(step.book))
  }
}

function stepOf(books: Map<string, SymbolBook>, record: VerifiedRecord): Step {
  switch (record.kind) {
    case 'order.command':
      return { record, book: command(books, record.value), fill: null }
    case 'execution.report':
      return { record, ...report(books, record.value) }
    case 'account.event':
      return { record, book: foreignTrade(books, record.value), fill: null }
    default:
      return { record, book: null, fill: null }
  }
}

function command(books: Map<string, SymbolBook>, value: OrderCommand): SymbolBook {
  const book = bookOf(books, value)
  if (value.intent !== 'CANCEL' && !book.orders.has(value.client_order_id)) {
    book.orders.set(value.client_order_id, {
      id: value.client_order_id,
      leg: value.leg,
      planId: value.plan_id,
      signalId: value.signal_id,
      commandedAt: value.event_time,
      quantity: decimalOrZero(value.quantity),
      status: null,
      filled: ZERO,
    })
  }
  return book
}

function report(books: Map<string, SymbolBook>, value: ExecutionReport): Pick<Step, 'book' | 'fill'> {
  const book = bookOf(books, value)
  const order = book.orders.get(value.client_order_id)
  const openBefore = book.open
  if (order === undefined) {
    const quantity = decimalOrZero(value.last_quantity ?? '0')
    return { book, fill: quantity.gt(0) ? { order: null, quantity, openBefore } : null }
  }
  if (value.status !== 'UNKNOWN' && !ENDED.has(order.status)) order.status = value.status
  // The cumulative quantity, so that a report that comes twice is one fill.
  const quantity = decimalOrZero(value.filled_quantity).minus(order.filled)
  if (quantity.lte(0)) return { book, fill: null }
  order.filled = order.filled.plus(quantity)
  book.open = order.leg === 'ENTRY' ? openBefore.plus(quantity) : maxOf(ZERO, openBefore.minus(quantity))
  return { book, fill: { order, quantity, openBefore } }
}

/** A liquidation or a trade by hand changes what is open without a report. */
function foreignTrade(books: Map<string, SymbolBook>, event: AccountEvent): SymbolBook | null {
  if (event.symbol == null || (event.kind !== 'LIQUIDATION' && event.kind !== 'MANUAL_TRADE')) return null
  const book = bookOf(books, { account: event.account, symbol: event.symbol })
  const quantity = event.quantity == null ? book.open : decimalOrZero(event.quantity)
  book.open = maxOf(ZERO, book.open.minus(quantity))
  return book
}

function bookOf(
  books: Map<string, SymbolBook>,
  { account, symbol }: Pick<SymbolBook, 'account' | 'symbol'>,
): SymbolBook {
  const known = books.get(keyOf({ account, symbol }))
  if (known !== undefined) return known
  const book: SymbolBook = { account, symbol, open: ZERO, orders: new Map() }
  books.set(keyOf(book), book)
  return book
}

function keyOf({ account, symbol }: Pick<SymbolBook, 'account' | 'symbol'>): string {
  return `${account}|${symbol}`
}

function isOver({ open, orders }: SymbolBook): boolean {
  if (open.gt(0)) return false
  for (const { status } of orders.values()) if (!ENDED.has(status)) return false
  return true
}

function decimalOrZero(value: string): Decimal {
  try {
    return decimal(value)
  } catch {
    return ZERO
  }
}
