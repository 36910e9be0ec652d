/** One order's lifecycle as a transition table: a report that would go backwards changes nothing. */
import type { ExitCause, OrderLeg, OrderStatus } from '../../records/generated.ts'
import { decimal } from '../decimal.ts'
import { minus, type Traded } from './figures.ts'

/** Part of the plan an order carries out. */
export type Leg = Exclude<OrderLeg, 'UNKNOWN'>
/** What a fill of a reducing order is booked as. */
export type Cause = Exclude<ExitCause, 'UNKNOWN'>
/** SENT: commanded, no answer yet; the rest as the exchange reports it. */
export type OrderPhase = 'SENT' | Exclude<OrderStatus, 'UNKNOWN'>

const NEXT: Readonly<Record<OrderPhase, readonly OrderPhase[]>> = {
  SENT: ['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'SKIPPED_STALE'],
  // An acknowledged stop may still be rejected when it triggers.
  NEW: ['PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'],
  PARTIALLY_FILLED: ['FILLED', 'CANCELED', 'EXPIRED'],
  FILLED: [],
  CANCELED: [],
  REJECTED: [],
  EXPIRED: [],
  SKIPPED_STALE: [],
}

/** An order we commanded, as far as the reports tell; JSON-able. */
export interface Order {
  readonly clientOrderId: string
  readonly leg: Leg
  readonly phase: OrderPhase
  /** An UNKNOWN came and nothing since: only the exchange can tell what became of it. */
  readonly unresolved: boolean
  /** Commanded quantity, base units, decimal. */
  readonly quantity: string
  /** Limit or trigger price, quote units, decimal; null for a market order. */
  readonly price: string | null
  /** Fills booked so far. */
  readonly filled: Traded
  /** Largest filled quantity any report named, base units, decimal; above `filled` while trades are missing. */
  readonly reported: string
  /** Filled quantity up to which a report without trades was booked, base units, decimal. */
  readonly summarised: string
  /** Trade ids booked. */
  readonly tradeIds: readonly string[]
  /** What its fills are booked as; null for the entry. */
  readonly exitCause: Cause | null
  /** The order it was to replace. */
  readonly replaces: string | null
  /** True once we commanded its cancellation. */
  readonly cancelling: boolean
  /** What the exchange said when it refused or ended it. */
  readonly error: string | null
}

/** Moves the order to the reported status where the table allows it. UNKNOWN is only remembered. */
export function advance(order: Order, status: OrderStatus): Order {
  if (status === 'UNKNOWN') return isLive(order) && !order.unresolved ? { ...order, unresolved: true } : order
  if (NEXT[order.phase].includes(status)) return { ...order, phase: status, unresolved: false }
  return order.unresolved && order.phase === status ? { ...order, unresolved: false } : order
}

/** True while the exchange may still fill it. */
export function isLive(order: Order): boolean {
  return NEXT[order.phase].length > 0
}

/** True while the exchange has it working, by its own word. */
export function isAcknowledged(order: Order): boolean {
  return order.phase === 'NEW' || order.phase === 'PARTIALLY_FILLED'
}

/** True when it ended without being filled to the end. */
export function hasFailed(order: Order): boolean {
  return !isLive(order) && order.phase !== 'FILLED'
}

/** True when it ended and every fill it reported is booked: nothing more can come of it. */
export function isComplete(order: Order): boolean {
  return !isLive(order) && decimal(order.filled.quantity).gte(order.reported)
}

/** Quantity it may still fill, base units, decimal. */
export function remainingQuantity(order: Order): string {
  return minus(order.quantity, order.filled.quantity)
}
