/** execution.report: what the exchange did with one of our orders. */
import type { ExecutionReport } from '../../records/generated.ts'
import { bookEntry, bookExit } from './booking.ts'
import type { ExecutionConfig } from './config.ts'
import { conclude } from './decisions.ts'
import { subjectOf } from './ending.ts'
import { followFailure } from './failed-order.ts'
import { type Fill, foldFill } from './fill.ts'
import { advance, hasFailed, type Order } from './order.ts'
import { acknowledge, settle } from './settle.ts'
import { beginTurn, type Decided, decided, emit, type Turn, unchanged, type View, withOrder } from './turn.ts'
import { positionUpdate } from './updates.ts'

/**
 * Folds a report into its order and lets everything that depends on it follow: position, balance, stop, ladder.
 * A report of an order we do not know, one seen before, and one that would move an order backwards change nothing.
 * @throws RangeError when the report's figures cannot be read (see foldFill); the record belongs in the dead letters.
 */
export function onReport(view: View, report: ExecutionReport, nowMs: number, config: ExecutionConfig): Decided {
  const { account, position } = view
  const known = position?.orders[report.client_order_id]
  if (position === undefined || known === undefined || report.account !== account.account) return unchanged(view)
  const { order, fill } = foldFill(withError(advance(known, report.status), report), report, config)
  if (order === known) return unchanged(view)

  const folded = withOrder(beginTurn(account, position), order)
  const failed = hasFailed(order) && order.phase !== known.phase
  if (fill === undefined && !failed && order.leg !== 'ENTRY') {
    return decided(account, acknowledge(folded, nowMs), position.plan.signalId, nowMs)
  }
  const booked = fill === undefined ? folded : book(folded, order, fill, nowMs, config)
  const followed = failed ? followFailure(booked, order, report, nowMs, config) : booked
  const exit = order.exitCause === null ? undefined : fill
  const isEntryFill = order.leg === 'ENTRY' && fill !== undefined
  return decided(account, settle(followed, exit, nowMs, config, isEntryFill), position.plan.signalId, nowMs)
}

function book(turn: Turn, order: Order, fill: Fill, nowMs: number, config: ExecutionConfig): Turn {
  if (order.exitCause !== null) return bookExit(turn, fill, order.exitCause, order.leg)
  const first = turn.position.openedAt === null
  const entered = bookEntry(turn, fill, nowMs)
  const { position } = entered
  if (!first) return emit(entered, positionUpdate(position, 'INCREASED', fill, nowMs))
  const opened = emit(entered, positionUpdate(position, 'OPENED', fill, nowMs))
  const verdict = { stage: 'ENTRY', outcome: 'ACCEPTED', reason: 'ENTERED' } as const
  const { account, emission } = conclude(opened.account, subjectOf(position), verdict, nowMs, config)
  return emit({ ...opened, account }, emission)
}

/** Keeps what the exchange said about an order it ended; a working order has nothing to explain. */
function withError(order: Order, { error_code, error }: ExecutionReport): Order {
  const said = [error_code, error].filter((part) => part != null).join(': ')
  return !hasFailed(order) || said === '' || said === order.error ? order : { ...order, error: said }
}
