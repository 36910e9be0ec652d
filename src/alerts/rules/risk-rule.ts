/** Tells of plans that a risk limit has refused (docs/risk.md); every other refusal is daily business. */
import type { PlanDecision } from '../../records/generated.ts'
import { formatCode } from '../../report/format.ts'
import { type Alert, asLine } from '../alert.ts'

const RISK_REASONS: ReadonlySet<string> = new Set([
  'MAX_OPEN_POSITIONS',
  'NO_ROOM',
  'NO_EQUITY',
  'MARGIN_UTILISATION',
  'NOTIONAL_RATIO',
  'SYMBOL_NOTIONAL',
  'MAX_LEVERAGE',
  'ORDER_RATE',
  'HALTED',
  'REDUCING',
  'ACCOUNT_HALTED',
  'ACCOUNT_REDUCING',
])

export function riskAlerts(decision: PlanDecision): readonly Alert[] {
  const { account, symbol, event_time: timeMs, reason, intent_id: id, detail } = decision
  if (!decision.final || decision.outcome !== 'REFUSED' || !RISK_REASONS.has(reason)) return []
  const title = `Refused by risk: ${symbol}, ${formatCode(reason)}`
  const text = [...(detail == null ? [] : [asLine(detail)]), `signal ${decision.signal_id}`].join(', ')
  return [{ id: `${id} REFUSED`, kind: 'risk', severity: 'warning', timeMs, account, symbol, title, text }]
}
