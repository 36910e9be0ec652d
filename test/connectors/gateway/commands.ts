/** Order commands as execution gives them. */
import { type ApprovedOrder, approve, isRefusal } from '../../../src/connectors/gateway/approved-order.ts'
import { clientOrderId } from '../../../src/domain/ids.ts'
import type { OrderCommand } from '../../../src/records/generated.ts'

/** An entry of one AAAUSDT, long unless said otherwise. */
export function command(change: Partial<OrderCommand> = {}): OrderCommand {
  const leg = change.leg ?? 'ENTRY'
  return {
    symbol: 'AAAUSDT',
    event_time: 1_750_000_000_000,
    client_order_id: clientOrderId({ account: 'live', planId: 'plan.1', leg, revision: 0, attempt: 0 }),
    account: 'live',
    plan_id: 'plan.1',
    signal_id: 'signal.1',
    leg,
    intent: 'PLACE',
    side: 'BUY',
    type: 'MARKET',
    quantity: '1',
    reduce_only: false,
    time_in_force: 'GTC',
    leverage: 10,
    margin_mode: 'ISOLATED',
    position_mode: 'ONE_WAY',
    attempt: 0,
    expires_at: 1_750_000_015_000,
    ...change,
  }
}

/** A stop 10 % away, on the other side of the entry. */
export function stopCommand(entrySide: 'BUY' | 'SELL'): OrderCommand {
  return command({
    leg: 'STOP',
    side: entrySide === 'BUY' ? 'SELL' : 'BUY',
    type: 'STOP_MARKET',
    trigger_price: entrySide === 'BUY' ? '90' : '110',
    trigger_by: 'MARK',
    reduce_only: true,
    leverage: null,
    expires_at: null,
  })
}

export function approved(order: OrderCommand): ApprovedOrder {
  const answer = approve(order, { account: 'live', mayOpen: true })
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.text}`)
  return answer
}
