/** What follows when the exchange refuses or ends an order we still wanted: try again, within bounds, or halt. */
import type { ExecutionReport } from '../../records/generated.ts'
import { halted } from './account-book.ts'
import { beginClosing } from './closing.ts'
import { cancel } from './commands.ts'
import type { ExecutionConfig } from './config.ts'
import { isPositive } from './figures.ts'
import { isLive, type Leg, type Order } from './order.ts'
import type { Position } from './position.ts'
import { type Turn, withPosition } from './turn.ts'

/**
 * Deals with an order that has just failed (REJECTED, EXPIRED, CANCELED, SKIPPED_STALE).
 *
 * Nothing follows for an order that was superseded, that we cancelled ourselves, or for which nothing was left to
 * reduce: then a fill is on its way. A stop or CLOSE order is otherwise tried again; a stop that keeps failing flattens
 * the position and halts the account, a CLOSE order that does halts it. A take-profit is not tried again. A failed
 * entry needs nothing here: a position without entry ends by itself.
 */
export function followFailure(
  turn: Turn,
  order: Order,
  report: ExecutionReport,
  nowMs: number,
  config: ExecutionConfig,
): Turn {
  const { position } = turn
  const superseded = position.inForce[order.leg] !== order.clientOrderId
  const nothingLeft = report.error_code != null && config.nothingToReduceCodes.includes(report.error_code)
  if (superseded || order.cancelling || nothingLeft || !isPositive(position.open.quantity)) return turn
  switch (order.leg) {
    case 'STOP':
      return retryStop(turn, order, nowMs, config)
    case 'CLOSE':
      return retryClose(turn, config)
    case 'TP1':
    case 'TP2':
    case 'TP3':
      return dropReplaced(turn, order, nowMs)
    case 'ENTRY':
      return turn
  }
}

function retryStop(turn: Turn, order: Order, nowMs: number, config: ExecutionConfig): Turn {
  const { position } = turn
  const stop = position.failures.stop + 1
  const next = withPosition(turn, {
    failures: { ...position.failures, stop },
    inForce: inForceWithout(position, 'STOP', replacedAndLive(position, order)),
  })
  if (stop < config.maxStopAttempts) return next
  return beginClosing({ ...next, account: halted(next.account, 'STOP_REJECTED') }, 'CONTROL', nowMs)
}

function retryClose(turn: Turn, config: ExecutionConfig): Turn {
  const { position } = turn
  const close = position.failures.close + 1
  const next = withPosition(turn, {
    failures: { ...position.failures, close },
    inForce: inForceWithout(position, 'CLOSE', undefined),
  })
  return close < config.maxCloseAttempts ? next : { ...next, account: halted(next.account, 'CLOSE_REJECTED') }
}

/** The order a refused take-profit was to replace is still working with figures that no longer hold: it goes. */
function dropReplaced(turn: Turn, order: Order, nowMs: number): Turn {
  const replaced = replacedAndLive(turn.position, order)
  return replaced === undefined ? turn : cancel(turn, replaced, nowMs)
}

/** A refused replacement leaves its target working (REPLACE places first, then cancels). */
function replacedAndLive({ orders }: Position, order: Order): Order | undefined {
  const target = order.phase === 'REJECTED' && order.replaces !== null ? orders[order.replaces] : undefined
  return target !== undefined && isLive(target) ? target : undefined
}

function inForceWithout(position: Position, leg: Leg, instead: Order | undefined): Position['inForce'] {
  const { [leg]: _failed, ...others } = position.inForce
  return instead === undefined ? others : { ...others, [leg]: instead.clientOrderId }
}
