/** Order commands and the orders they create: every leg has one form, and a live order of the leg is replaced. */
import type { OrderCommand } from '../../records/generated.ts'
import { clientOrderId } from '../ids.ts'
import { NOTHING_TRADED } from './figures.ts'
import { type Cause, type Leg, type Order, remainingQuantity } from './order.ts'
import { entrySide, exitSide, liveOrder, type Position } from './position.ts'
import { emit, type Turn, withOrder, withPosition } from './turn.ts'

/** An order that is wanted; its side, type and flags follow from the leg. */
export interface Wanted {
  readonly leg: Leg
  /** Base units, decimal. */
  readonly quantity: string
  /** Limit or trigger price, quote units, decimal; null for a market order. */
  readonly price: string | null
  /** What its fills are booked as; null for the entry. */
  readonly exitCause: Cause | null
  /** Failed attempts before this one. */
  readonly attempt: number
}

/** Commands the order and makes it the current one of its leg: REPLACE when the leg has a live order, else PLACE. */
export function place(turn: Turn, wanted: Wanted, nowMs: number): Turn {
  const { position } = turn
  const target = replaceable(position, wanted.leg)
  const id = nextId(position, wanted.leg, wanted.attempt)
  const command: OrderCommand = {
    ...form(position, wanted.leg, wanted.price),
    event_time: nowMs,
    client_order_id: id,
    intent: target === undefined ? 'PLACE' : 'REPLACE',
    target_client_order_id: target?.clientOrderId ?? null,
    quantity: wanted.quantity,
    attempt: wanted.attempt,
  }
  const order: Order = {
    clientOrderId: id,
    leg: wanted.leg,
    phase: 'SENT',
    unresolved: false,
    quantity: wanted.quantity,
    price: wanted.price,
    filled: NOTHING_TRADED,
    reported: '0',
    summarised: '0',
    tradeIds: [],
    exitCause: wanted.exitCause,
    replaces: target?.clientOrderId ?? null,
    cancelling: false,
    error: null,
  }
  const inForce = { ...position.inForce, [wanted.leg]: id }
  return send(withOrder(withPosition(turn, { inForce }), order), command)
}

/** Commands the cancellation of an order, once. The order stays live until the exchange says otherwise. */
export function cancel(turn: Turn, order: Order, nowMs: number): Turn {
  if (order.cancelling) return turn
  const command: OrderCommand = {
    ...form(turn.position, order.leg, order.price),
    event_time: nowMs,
    client_order_id: nextId(turn.position, order.leg, 0),
    intent: 'CANCEL',
    target_client_order_id: order.clientOrderId,
    quantity: remainingQuantity(order),
    attempt: 0,
  }
  return send(withOrder(turn, { ...order, cancelling: true }), command)
}

/** The live order of the leg, unless its cancellation is already on the way. */
function replaceable(position: Position, leg: Leg): Order | undefined {
  const order = liveOrder(position, leg)
  return order?.cancelling ? undefined : order
}

function send(turn: Turn, command: OrderCommand): Turn {
  const counted = withPosition(turn, { commands: turn.position.commands + 1 })
  return emit(counted, { sink: 'command', value: command, traceId: command.signal_id })
}

function nextId({ account, plan, commands }: Position, leg: Leg, attempt: number): string {
  return clientOrderId({ account, planId: plan.planId, leg, revision: plan.revision, attempt, step: commands })
}

/** What the leg alone decides. */
type Form = Omit<OrderCommand, 'event_time' | 'client_order_id' | 'intent' | 'quantity' | 'attempt'>

function form({ account, symbol, plan }: Position, leg: Leg, price: string | null): Form {
  const common = {
    symbol,
    account,
    plan_id: plan.planId,
    signal_id: plan.signalId,
    leg,
    side: exitSide(plan.side),
    reduce_only: true,
    time_in_force: 'GTC',
    margin_mode: 'ISOLATED',
    position_mode: 'ONE_WAY',
  } as const
  switch (leg) {
    case 'ENTRY':
      return {
        ...common,
        side: entrySide(plan.side),
        type: 'MARKET',
        reduce_only: false,
        leverage: plan.leverage,
        expires_at: plan.expiresAt,
      }
    case 'TP1':
    case 'TP2':
    case 'TP3':
      return { ...common, type: 'LIMIT', price }
    case 'STOP':
      return { ...common, type: 'STOP_MARKET', trigger_price: price, trigger_by: 'MARK' }
    case 'CLOSE':
      return { ...common, type: 'MARKET' }
  }
}
