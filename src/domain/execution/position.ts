/** The position of one symbol as a value: the plan in force, its orders, and what was traded, paid and earned. */
import type { ExitPlan, OrderSide, PositionSide, Sizing } from '../../records/generated.ts'
import { text } from '../decimal.ts'
import { NOTHING_TRADED, type Traded } from './figures.ts'
import { type Cause, isComplete, isLive, type Leg, type Order } from './order.ts'

/** Take-profit legs, nearest first: the index in a plan's take_profits is the leg. */
export const TAKE_PROFIT_LEGS = ['TP1', 'TP2', 'TP3'] as const
export type TakeProfitLeg = (typeof TAKE_PROFIT_LEGS)[number]

/** Side of a position that exists. */
export type Side = Exclude<PositionSide, 'UNKNOWN'>

/** A step of the ladder as execution uses it: the quantity is its own, from the fraction. */
export interface Rung {
  /** Limit price, quote units, decimal. */
  readonly price: string
  /** Share of the whole entry closed here, 0 to 1. */
  readonly fraction: number
  /** What the plan closes here of the quantity it was made for, base units, decimal. */
  readonly quantity: string
}

/** What execution keeps of the plan in force. */
export interface PlanInForce {
  readonly planId: string
  readonly intentId: string
  readonly signalId: string
  readonly revision: number
  readonly side: Side
  readonly leverage: number
  readonly takeProfits: readonly Rung[]
  readonly sizing: Sizing
  /** After this time it must not open anything. Unix time in ms. */
  readonly expiresAt: number
}

/** Position of one symbol, from reservation to its end; JSON-able. */
export interface Position {
  readonly account: string
  readonly symbol: string
  readonly status: 'PENDING_ENTRY' | 'OPEN' | 'CLOSING'
  readonly plan: PlanInForce
  /** What was reserved: quantity in base units, value in quote units at the plan's entry price. */
  readonly reserved: Traded
  /** Smallest quantity step and order quantity of the instrument, base units, decimal. */
  readonly stepSize: string
  readonly minQuantity: string
  /** All entry fills. */
  readonly entered: Traded
  /** All exit fills. */
  readonly exited: Traded
  /** What is still open, at its entry value. */
  readonly open: Traded
  /** Profit of the exits before fees and funding, quote units, decimal. */
  readonly realisedPnl: string
  /** Fees so far, quote units, decimal. */
  readonly fees: string
  /** Funding so far, quote units, decimal; negative was received. */
  readonly fundingPaid: string
  /** Time of the first entry fill, Unix time in ms; null before. */
  readonly openedAt: number | null
  /** Latest mark price, quote units; null before the first one. */
  readonly mark: number | null
  /** Worst loss on margin so far, fraction, net of fees and funding. */
  readonly maxDrawdownRatio: number
  /** Stop price in force and what its fill is booked as. */
  readonly stop: { readonly price: string; readonly cause: Cause }
  /** Why it is being closed; null while it is not. */
  readonly closing: Cause | null
  /** What the latest exit fill was booked as. */
  readonly lastExit: Cause | null
  /** Failed attempts: of the stop at the plan revision in force, of the CLOSE order since closing was asked for. */
  readonly failures: { readonly stop: number; readonly close: number }
  /** Since when it is open without an acknowledged stop, Unix time in ms; null while it is protected. */
  readonly unprotectedSinceMs: number | null
  /** Commands so far: the step that keeps client order ids apart. */
  readonly commands: number
  /** Quantity each leg has filled, base units, decimal: orders come and go, the leg remembers. */
  readonly taken: Readonly<Partial<Record<Leg, string>>>
  /** The current order of each leg, live or not. */
  readonly inForce: Readonly<Partial<Record<Leg, string>>>
  /** Orders by client order id that may still report something, and the current ones. */
  readonly orders: Readonly<Record<string, Order>>
}

/** A position before its entry is sent: everything empty but the plan and what is reserved. */
export function reservedPosition(
  plan: ExitPlan,
  side: Side,
  reserved: Traded,
  filters: { readonly stepSize: string; readonly minQuantity: string },
): Position {
  return {
    account: plan.account,
    symbol: plan.symbol,
    status: 'PENDING_ENTRY',
    plan: {
      planId: plan.plan_id,
      intentId: plan.intent_id,
      signalId: plan.signal_id,
      revision: plan.revision,
      side,
      leverage: plan.leverage,
      takeProfits: rungs(plan),
      sizing: plan.sizing,
      expiresAt: plan.expires_at,
    },
    reserved,
    stepSize: filters.stepSize,
    minQuantity: filters.minQuantity,
    entered: NOTHING_TRADED,
    exited: NOTHING_TRADED,
    open: NOTHING_TRADED,
    realisedPnl: '0',
    fees: '0',
    fundingPaid: '0',
    openedAt: null,
    mark: null,
    maxDrawdownRatio: 0,
    stop: { price: text(plan.stop_loss), cause: 'STOP_LOSS' },
    closing: null,
    lastExit: null,
    failures: { stop: 0, close: 0 },
    unprotectedSinceMs: null,
    commands: 0,
    taken: {},
    inForce: {},
    orders: {},
  }
}

/** The ladder of a plan; more rungs than there are legs leave the rest of the position to the last leg. */
export function rungs(plan: ExitPlan): readonly Rung[] {
  return plan.take_profits
    .slice(0, TAKE_PROFIT_LEGS.length)
    .map(({ price, fraction, quantity }) => ({ price: text(price), fraction, quantity: text(quantity) }))
}

/** The current order of a leg. */
export function orderInForce(position: Position, leg: Leg): Order | undefined {
  const id = position.inForce[leg]
  return id === undefined ? undefined : position.orders[id]
}

/** The current order of a leg while the exchange may still fill it. */
export function liveOrder(position: Position, leg: Leg): Order | undefined {
  const order = orderInForce(position, leg)
  return order !== undefined && isLive(order) ? order : undefined
}

/** True once the entry can fill no more and all its fills are booked. */
export function entryEnded(position: Position): boolean {
  const entry = orderInForce(position, 'ENTRY')
  return entry === undefined || isComplete(entry)
}

/** 1 for a long, −1 for a short: the sign of its profit when the price rises. */
export function direction(side: Side): 1 | -1 {
  return side === 'LONG' ? 1 : -1
}

/** Side of the order that opens (or adds to) a position. */
export function entrySide(side: Side): Exclude<OrderSide, 'UNKNOWN'> {
  return side === 'LONG' ? 'BUY' : 'SELL'
}

/** Side of the order that reduces a position. */
export function exitSide(side: Side): Exclude<OrderSide, 'UNKNOWN'> {
  return side === 'LONG' ? 'SELL' : 'BUY'
}
