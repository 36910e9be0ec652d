/** Tells of positions that were opened, and what came of them when they are closed. */
import type { PositionUpdate } from '../../records/generated.ts'
import { formatCode, formatDuration, formatPrice, formatSigned, formatSignedPercent } from '../../report/format.ts'
import type { Alert } from '../alert.ts'

export function positionAlerts(update: PositionUpdate): readonly Alert[] {
  const { status, position_id: id, event_time: timeMs, account, symbol } = update
  const about = { kind: 'position', timeMs, account, symbol } as const
  const what = `${update.side} ${symbol} ${update.leverage}x`
  if (status === 'OPENED') {
    const title = `Opened ${what} at ${formatPrice(update.average_entry)}`
    return [{ ...about, id: `${id} OPENED`, severity: 'info', title, text: `signal ${update.signal_id}` }]
  }
  if (status !== 'CLOSED') return []
  const cause = formatCode(update.exit_cause ?? 'UNKNOWN')
  const title = `Closed ${what} by ${cause}: ${formatSigned(update.realized_pnl ?? 0)}`
  const text = [
    `${formatSignedPercent(update.pnl_ratio ?? 0)} of the margin`,
    ...(update.duration_ms == null ? [] : [`held ${formatDuration(update.duration_ms)}`]),
    `signal ${update.signal_id}`,
  ].join(', ')
  const severity = update.exit_cause === 'LIQUIDATION' ? 'critical' : 'info'
  return [{ ...about, id: `${id} CLOSED`, severity, title, text }]
}
