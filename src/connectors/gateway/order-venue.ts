/** The port to an exchange that takes orders: what may be asked of it, and what its answers are worth. */
import type { OrderType } from '../../records/generated.ts'
import type { ApprovedOrder } from './approved-order.ts'

/** What became of a request to place an order. */
export type Outcome =
  | { readonly kind: 'ACCEPTED'; readonly exchangeOrderId: string }
  /** The exchange said no; the order does not exist. */
  | { readonly kind: 'REJECTED'; readonly code: string; readonly text: string }
  /** The exchange did not take the request; sending it again is safe after `retryAfterMs`. */
  | { readonly kind: 'NOT_TAKEN'; readonly text: string; readonly retryAfterMs: number }
  /** No answer, or one that says nobody knows: only asking can tell. */
  | { readonly kind: 'UNKNOWN'; readonly text: string }

/** What a question about an order gives. */
export type LookUp =
  | { readonly kind: 'FOUND'; readonly exchangeOrderId: string }
  | { readonly kind: 'ABSENT' }
  /** The question itself went unanswered. */
  | { readonly kind: 'UNANSWERED'; readonly text: string }

/** How an order stands. */
export type Standing =
  | { readonly kind: 'FOUND'; readonly isCanceled: boolean; readonly filledQuantity: string }
  | Exclude<LookUp, { readonly kind: 'FOUND' }>

/** What became of a request to cancel; ACCEPTED says what the order had filled, base units, decimal. */
export type CancelOutcome =
  | { readonly kind: 'ACCEPTED'; readonly filledQuantity: string }
  | Exclude<Outcome, { readonly kind: 'ACCEPTED' }>

export interface OrderVenue {
  /** Longest time between the signature of a request and its arrival at which the exchange still takes it, ms. */
  readonly recvWindowMs: number
  /** Sets margin mode and leverage of the symbol; NOT_TAKEN and UNKNOWN are safe to repeat. */
  prepare(order: ApprovedOrder): Promise<Outcome>
  place(order: ApprovedOrder): Promise<Outcome>
  /** Looks among open and ended orders. */
  lookUp(order: ApprovedOrder): Promise<LookUp>
  /** Cancels by client order id; `type` says where orders of that kind are kept. */
  cancel(symbol: string, clientOrderId: string, type: OrderType): Promise<CancelOutcome>
  /** How an order stands, open or ended. */
  standing(symbol: string, clientOrderId: string, type: OrderType): Promise<Standing>
}
