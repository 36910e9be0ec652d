/** The position.update records: one for every fill, the last one carrying the whole result. */
import type { PositionStatus, PositionUpdate } from '../../records/generated.ts'
import { text } from '../decimal.ts'
import { positionId } from '../ids.ts'
import { averagePrice } from './figures.ts'
import type { Fill } from './fill.ts'
import type { Position } from './position.ts'
import type { ExecutionEmission } from './turn.ts'
import { entryMargin, netRealisedPnl, pnlRatio } from './valuation.ts'

/**
 * The record of a change at `nowMs`. `fill` is the fill behind it; a position that ends because its entry did has none.
 * Results (profit, exit cause) are on REDUCED and CLOSED, duration and drawdown on CLOSED alone.
 */
export function positionUpdate(
  position: Position,
  status: Exclude<PositionStatus, 'UNKNOWN'>,
  fill: Fill | undefined,
  nowMs: number,
): ExecutionEmission {
  const { plan, openedAt } = position
  const leaving = status === 'REDUCED' || status === 'CLOSED'
  const closed = status === 'CLOSED'
  const value: PositionUpdate = {
    symbol: position.symbol,
    event_time: nowMs,
    position_id: positionId(plan.planId),
    account: position.account,
    plan_id: plan.planId,
    intent_id: plan.intentId,
    signal_id: plan.signalId,
    status,
    side: plan.side,
    quantity: position.open.quantity,
    average_entry: averagePrice(position.entered) ?? '0',
    average_exit: averagePrice(position.exited),
    realized_pnl: leaving ? text(netRealisedPnl(position)) : null,
    pnl_ratio: leaving ? pnlRatio(position) : null,
    fees: position.fees,
    funding_paid: position.fundingPaid,
    leverage: plan.leverage,
    margin: entryMargin(position),
    exit_cause: leaving ? position.lastExit : null,
    fill_price: fill === undefined ? null : text(fill.price),
    fill_quantity: fill === undefined ? null : text(fill.quantity),
    opened_at: openedAt ?? nowMs,
    duration_ms: closed ? nowMs - (openedAt ?? nowMs) : null,
    max_drawdown_ratio: closed ? position.maxDrawdownRatio : null,
    sizing: plan.sizing,
  }
  return { sink: 'position', value, traceId: plan.signalId }
}
