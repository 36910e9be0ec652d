/** After any change to a position: end it when nothing is left, else bring stop, ladder and CLOSE order in line with it. */
import { withExposure } from './account-book.ts'
import { beginClosing, placeClose, stopEntry } from './closing.ts'
import type { ExecutionConfig } from './config.ts'
import { endClosed, endUnfilled } from './ending.ts'
import { isPositive } from './figures.ts'
import type { Fill } from './fill.ts'
import { isComplete } from './order.ts'
import { entryEnded, type Position } from './position.ts'
import { placeStop, withProtection } from './stop.ts'
import { arrangeTakeProfits } from './take-profits.ts'
import { type Decided, emit, type Turn, withPosition } from './turn.ts'
import { positionUpdate } from './updates.ts'
import { exposureOf } from './valuation.ts'

/**
 * Completes a turn. `exit` is the exit fill booked in it, if any; it is published here, because whether it is REDUCED
 * or CLOSED depends on what is left. The stop comes first: nothing is commanded before the position is protected. After
 * an entry fill the ladder stays as it is: exit-brain re-bases it in the same instant, and until then it is too small,
 * never too large.
 */
export function settle(
  turn: Turn,
  exit: Fill | undefined,
  nowMs: number,
  config: ExecutionConfig,
  isEntryFill = false,
): Decided {
  const { position } = turn
  if (!isPositive(position.open.quantity) && entryEnded(position)) {
    return position.openedAt === null ? endUnfilled(turn, nowMs, config) : endClosed(turn, exit, nowMs)
  }
  const published = exit === undefined ? turn : emit(turn, positionUpdate(position, 'REDUCED', exit, nowMs))
  const stopped = placeStop(published, nowMs, config)
  const leaving = isPositive(position.exited.quantity) ? leave(stopped, nowMs) : stopped
  const arranged = placeClose(isEntryFill ? leaving : arrangeTakeProfits(leaving, nowMs), nowMs, config)
  const settled = withProtection(withPosition(arranged, { orders: ordersToKeep(arranged.position) }), nowMs)
  const account = withExposure(settled.account, position.symbol, exposureOf(settled.position))
  return { account, position: settled.position, emissions: settled.emissions }
}

/**
 * Completes a turn in which the exchange only confirmed what was commanded: nothing was filled, nothing failed, so
 * stop, ladder and CLOSE order are as they should be. Most reports are such ones.
 */
export function acknowledge({ account, position, emissions }: Turn, nowMs: number): Decided {
  const kept = withPosition({ account, position, emissions }, { orders: ordersToKeep(position) })
  return { account, position: withProtection(kept, nowMs).position, emissions }
}

/**
 * Leaving and entering at once makes no sense: the first exit ends the entry. When nothing is left but the entry may
 * still fill, whatever it fills before its cancellation arrives is closed for the same cause.
 */
function leave(turn: Turn, nowMs: number): Turn {
  const { open, lastExit } = turn.position
  if (isPositive(open.quantity) || lastExit === null) return stopEntry(turn, nowMs)
  return beginClosing(turn, lastExit, nowMs)
}

/** Current orders, and older ones that may still report something: state must not grow with every replacement. */
function ordersToKeep({ orders, inForce }: Position): Position['orders'] {
  const current = new Set(Object.values(inForce))
  return Object.fromEntries(Object.entries(orders).filter(([id, order]) => current.has(id) || !isComplete(order)))
}
