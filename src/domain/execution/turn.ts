/** One step of the decider: what it looks at, what it hands back, and the value that is worked on in between. */
import type { AccountState, Instrument, OrderCommand, PlanDecision, PositionUpdate } from '../../records/generated.ts'
import type { Emission } from '../emission.ts'
import type { AccountBook } from './account-book.ts'
import { accountChanged, accountState } from './account-state.ts'
import type { Order } from './order.ts'
import type { Position } from './position.ts'

/** A value for one of the four sinks; the trace is the signal id. */
export type ExecutionEmission =
  | Emission<'command', OrderCommand>
  | Emission<'position', PositionUpdate>
  | Emission<'decision', PlanDecision>
  | Emission<'account', AccountState>

/** What is known before an input: the account, the position of the input's symbol and that symbol's instrument. */
export interface View {
  readonly account: AccountBook
  readonly position: Position | undefined
  readonly instrument: Instrument | undefined
}

/** What is known after it, and what is to be published, in order. */
export interface Decided {
  readonly account: AccountBook
  readonly position: Position | undefined
  readonly emissions: readonly ExecutionEmission[]
}

/** A step in progress on a symbol that has a position. */
export interface Turn {
  readonly account: AccountBook
  readonly position: Position
  readonly emissions: readonly ExecutionEmission[]
}

const NOTHING: readonly ExecutionEmission[] = []

/** The answer to an input that changes nothing: the same objects, no emissions. */
export function unchanged({ account, position }: View): Decided {
  return { account, position, emissions: NOTHING }
}

export function beginTurn(account: AccountBook, position: Position): Turn {
  return { account, position, emissions: NOTHING }
}

export function emit(turn: Turn, emission: ExecutionEmission): Turn {
  return { ...turn, emissions: [...turn.emissions, emission] }
}

export function withPosition(turn: Turn, change: Partial<Position>): Turn {
  return { ...turn, position: { ...turn.position, ...change } }
}

export function withOrder(turn: Turn, order: Order): Turn {
  return withPosition(turn, { orders: { ...turn.position.orders, [order.clientOrderId]: order } })
}

/** Ends a step: account.state is published last, and only when it changed in a way worth publishing. */
export function decided(before: AccountBook, after: Decided, traceId: string | null, nowMs: number): Decided {
  if (!accountChanged(before, after.account)) return after
  const state: ExecutionEmission = { sink: 'account', value: accountState(after.account, nowMs), traceId }
  return { ...after, emissions: [...after.emissions, state] }
}
