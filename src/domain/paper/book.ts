/** What the paper exchange remembers of a symbol: open orders, the position, and the funding that is due. */
import type {
  AccountEvent,
  ExecutionReport,
  OrderLeg,
  OrderSide,
  OrderType,
  PositionSide,
  TimeInForce,
  TriggerBy,
} from '../../records/generated.ts'
import type { Emission } from '../emission.ts'

/** An open order. Plain JSON; decimals are text, `watchedPrice` is the number ticks are compared with. */
export interface PaperOrder {
  readonly symbol: string
  readonly account: string
  readonly clientOrderId: string
  /** The signal behind the order: the trace of all its reports. */
  readonly signalId: string
  readonly leg: Exclude<OrderLeg, 'UNKNOWN'>
  readonly side: Exclude<OrderSide, 'UNKNOWN'>
  readonly type: Exclude<OrderType, 'UNKNOWN'>
  readonly timeInForce: Exclude<TimeInForce, 'UNKNOWN'>
  readonly reduceOnly: boolean
  /** Price a trigger watches; null for orders without one. */
  readonly triggerBy: Exclude<TriggerBy, 'UNKNOWN'> | null
  /** Limit price of a LIMIT order, trigger price of a conditional one, null for MARKET; quote units, decimal. */
  readonly price: string | null
  /** `price` as a number, so that the per-tick comparison parses nothing; null for MARKET. */
  readonly watchedPrice: number | null
  /** Ordered, base units, decimal. */
  readonly quantity: string
  /** Filled so far, base units, decimal. */
  readonly filledQuantity: string
  /** Sum of price × quantity over the fills, quote units, decimal, exact. */
  readonly filledNotional: string
  /** How many fills there were: numbers the trade ids. */
  readonly fills: number
  /** Leverage of the margin its fills take. */
  readonly leverage: number
  /** Only ticks strictly after this time may act on it, Unix ms. */
  readonly placedAt: number
  /** An entry must not fill after this time, Unix ms; null for never. */
  readonly expiresAt: number | null
  /** True once it has met a tick: a LIMIT order rests from then on and can only make. */
  readonly met: boolean
  /** True once the trigger was reached: a market order from then on. */
  readonly triggered: boolean
}

/** An open position with isolated margin. */
export interface PaperPosition {
  readonly side: Exclude<PositionSide, 'UNKNOWN'>
  /** Base units, decimal, above zero. */
  readonly quantity: string
  /** Average entry price, quote units, decimal, 20 significant digits. */
  readonly entryPrice: string
  /** Isolated margin: notional over leverage of each opening fill, plus funding received, less funding paid. */
  readonly margin: string
  /** Leverage of the last opening fill. */
  readonly leverage: number
  /** Funding times up to this one are paid or, as those up to its opening, not its own; Unix ms. */
  readonly fundedThrough: number
  /** Tick time of its last fill, Unix ms: older ticks cannot liquidate it. */
  readonly updatedAt: number
  /** The signal that opened it: the trace of its account events. */
  readonly signalId: string
  /** Mark price at which it is liquidated, a cheap first test per tick; null when no price can. */
  readonly liquidationMark: number | null
}

/** The latest funding rate of a symbol and when it is next paid. */
export interface PaperFunding {
  /** When the rate was published, Unix ms. */
  readonly publishedAt: number
  /** Fraction of the notional per interval; longs pay when it is positive. */
  readonly rateRatio: number
  /** Length of the interval, ms; null when the record's is no positive number. */
  readonly intervalMs: number | null
  /** When it is next paid, Unix ms; null when unknown, and then it never is. */
  readonly nextFundingTime: number | null
  /** Mark price published with it, quote units; null when none was. */
  readonly markPrice: number | null
}

/** Everything remembered of a symbol with an open order or position. One account per book. */
export interface PaperBook {
  readonly symbol: string
  readonly account: string
  /** Open orders in the order they were accepted. */
  readonly orders: readonly PaperOrder[]
  readonly position: PaperPosition | null
  readonly funding: PaperFunding | null
  /** event_time of the instrument that `position.liquidationMark` was computed with. */
  readonly termsTime: number
}

export type PaperEmission = Emission<'report', ExecutionReport> | Emission<'event', AccountEvent>

/** What every function of the exchange hands back. The book is undefined when nothing is open. */
export type PaperStep = readonly [PaperBook | undefined, readonly PaperEmission[]]

/** A step in the middle of things, where an empty book is still a book. */
export type BookStep = readonly [PaperBook, readonly PaperEmission[]]

/** No emission: one shared array, so that an idle tick allocates none. */
export const NOTHING: readonly PaperEmission[] = []

/** Puts `next` after `step`, keeping what was emitted before. */
export function andThen(step: BookStep, next: (book: PaperBook) => BookStep): BookStep {
  const [book, before] = step
  const [after, more] = next(book)
  return [after, more.length === 0 ? before : [...before, ...more]]
}

/** Ends a step: a book without order or position is no book. */
export function settled([book, emissions]: BookStep): PaperStep {
  return [book.orders.length === 0 && book.position === null ? undefined : book, emissions]
}

/** The book with `order` in the place of the open order of the same id. */
export function withOrder(book: PaperBook, order: PaperOrder): PaperBook {
  return { ...book, orders: book.orders.map((open) => (open.clientOrderId === order.clientOrderId ? order : open)) }
}

/** The book without the open order of that id. */
export function withoutOrder(book: PaperBook, clientOrderId: string): PaperBook {
  return { ...book, orders: book.orders.filter((open) => open.clientOrderId !== clientOrderId) }
}

/** The open order of that id. */
export function findOrder(book: PaperBook | undefined, clientOrderId: string): PaperOrder | undefined {
  return book?.orders.find((open) => open.clientOrderId === clientOrderId)
}
