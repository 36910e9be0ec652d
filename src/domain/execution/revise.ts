/** A revision of the plan in force: stop and ladder move to its levels. */
import type { ExitPlan } from '../../records/generated.ts'
import { decimal, text } from '../decimal.ts'
import type { ExecutionConfig } from './config.ts'
import type { Cause } from './order.ts'
import { type Position, rungs } from './position.ts'
import { settle } from './settle.ts'
import { beginTurn, type Decided, decided, unchanged, type View, withPosition } from './turn.ts'

/** Revisions that move levels, and what a fill of the stop they set is booked as. */
const STOP_CAUSE = {
  REBASE: 'STOP_LOSS',
  BREAK_EVEN: 'BREAK_EVEN',
  TRAIL: 'TRAILING_STOP',
} as const satisfies Record<string, Cause>

/**
 * Takes over stop and ladder of a newer revision; quantity and leverage stay execution's own. A position that is being
 * closed takes none. The failed attempts of the stop count per revision, so they begin anew.
 * @throws RangeError when a level is no positive number.
 */
export function revise(
  view: View,
  plan: ExitPlan,
  cause: keyof typeof STOP_CAUSE,
  nowMs: number,
  config: ExecutionConfig,
): Decided {
  const { account, position } = view
  if (position === undefined || position.status === 'CLOSING' || plan.side !== position.plan.side) {
    return unchanged(view)
  }
  const change: Partial<Position> = {
    plan: { ...position.plan, revision: plan.revision, takeProfits: rungs(plan) },
    stop: stopOf(position, plan, cause),
    failures: { ...position.failures, stop: 0 },
  }
  const revised = withPosition(beginTurn(account, position), change)
  return decided(account, settle(revised, undefined, nowMs, config), position.plan.signalId, nowMs)
}

/** The cause changes with the price only: a revision that leaves the stop where it is did not set it. */
function stopOf(position: Position, plan: ExitPlan, cause: keyof typeof STOP_CAUSE): Position['stop'] {
  const price = decimal(plan.stop_loss)
  for (const level of [price, ...plan.take_profits.map((rung) => decimal(rung.price))]) {
    if (!level.gt(0)) throw new RangeError(`${plan.plan_id} revision ${plan.revision}: a level is not above zero`)
  }
  return price.eq(position.stop.price) ? position.stop : { price: text(price), cause: STOP_CAUSE[cause] }
}
