/** Approval is a type: what sends orders takes an ApprovedOrder, and only `approve` makes one. */
import type { OrderCommand } from '../../records/generated.ts'

declare const APPROVED: unique symbol

/** An order that may be sent: complete, for this account, and one the exchange's adapter knows how to send. */
export type ApprovedOrder = Readonly<OrderCommand> & {
  readonly side: 'BUY' | 'SELL'
  readonly type: 'MARKET' | 'LIMIT' | 'STOP_MARKET' | 'TAKE_PROFIT_MARKET'
  readonly [APPROVED]: true
}

/** Why a command must not be sent. */
export interface Refusal {
  readonly code: string
  readonly text: string
}

/** What approval depends on beside the command. */
export interface ApprovalContext {
  readonly account: string
  /** False while halted, reducing or draining, and until reconciliation is clean: nothing may open then. */
  readonly mayOpen: boolean
}

const CLIENT_ORDER_ID = /^[A-Za-z0-9]{1,32}$/
const DECIMAL = /^\d+(\.\d+)?$/

/** Approves a PLACE or REPLACE command, or says why not. UNKNOWN never means act; an opening order needs `mayOpen`. */
export function approve(command: OrderCommand, { account, mayOpen }: ApprovalContext): ApprovedOrder | Refusal {
  const { side, type } = command
  if (command.account !== account) return refusal('WRONG_ACCOUNT', `for ${command.account}, this is ${account}`)
  if (side === 'UNKNOWN' || type === 'UNKNOWN' || command.leg === 'UNKNOWN' || command.intent === 'UNKNOWN') {
    return refusal('UNKNOWN_FIELD', 'side, type, leg and intent must be known')
  }
  if (command.intent === 'CANCEL') return refusal('NO_ORDER', 'a cancellation places nothing')
  if (command.position_mode !== 'ONE_WAY') return refusal('POSITION_MODE', 'only ONE_WAY positions are traded')
  if (command.margin_mode === 'UNKNOWN') return refusal('UNKNOWN_FIELD', 'the margin mode must be known')
  if (!CLIENT_ORDER_ID.test(command.client_order_id)) return refusal('CLIENT_ORDER_ID', command.client_order_id)
  if (!isAmount(command.quantity)) return refusal('QUANTITY', command.quantity)
  const isConditional = type === 'STOP_MARKET' || type === 'TAKE_PROFIT_MARKET'
  if (type === 'LIMIT' && !isAmount(command.price)) return refusal('PRICE', String(command.price))
  if (isConditional && !isAmount(command.trigger_price)) return refusal('TRIGGER_PRICE', String(command.trigger_price))
  if (isConditional && command.trigger_by !== 'MARK' && command.trigger_by !== 'LAST') {
    return refusal('TRIGGER_BY', String(command.trigger_by))
  }
  if (command.leg !== 'ENTRY' && !command.reduce_only) return refusal('NOT_REDUCE_ONLY', 'only an ENTRY may open')
  if (!command.reduce_only) {
    if (!mayOpen) return refusal('NO_OPENINGS', 'the account is halted or not reconciled; only reducing orders pass')
    if (command.leverage == null || command.leverage < 1) return refusal('LEVERAGE', String(command.leverage))
    if (command.expires_at == null) return refusal('NO_EXPIRY', 'an opening order must expire')
  }
  return command as ApprovedOrder
}

/** True when `approve` refused. */
export function isRefusal(answer: ApprovedOrder | Refusal): answer is Refusal {
  return !('client_order_id' in answer)
}

function isAmount(text: string | null | undefined): boolean {
  return text != null && DECIMAL.test(text) && Number(text) > 0
}

function refusal(code: string, text: string): Refusal {
  return { code, text }
}
