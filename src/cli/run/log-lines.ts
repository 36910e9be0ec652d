/** What the log says of a record, in the words of the original system where that had words for it. */
import type { DeadLetter, PositionUpdate, SignalDecision, TradeIntent } from '../../records/generated.ts'
import { formatCode, formatDuration, formatMoney, formatSigned, formatSignedPercent } from '../../report/format.ts'

/** A line of the log. */
export interface LogLine {
  readonly level: 'warn' | 'info' | 'debug'
  /** Event time, Unix ms. */
  readonly timeMs: number
  readonly text: string
  /** What a program that reads the log filters by. */
  readonly fields: Readonly<Record<string, string | number>>
}

/** An accepted intent: how it was sized, what it wants, and that it is out. A CLOSE has no size of its own. */
export function intentLines(intent: TradeIntent): readonly LogLine[] {
  const { symbol, intent_id, signal_id, side, ilf } = intent
  const size = `$${plain(Number(intent.position_size_usd))}`
  const confidence = `confidence=${percent(intent.confidence)}`
  const what = side === 'CLOSE' ? `(${confidence})` : `(${confidence}, size=${size})`
  const figures = `(ATR=${percent(ilf.atr_value)}, volatility=${ilf.volatility_factor.toFixed(2)})`
  const texts = [
    ...(side === 'CLOSE' ? [] : [`[RL-SIZING] ${symbol}: ${size} @ ${plain(intent.leverage)}x ${figures}`]),
    `Signal: ${symbol} ${side} @ $${plain(intent.entry_price)} ${what}`,
    `Published trade.intent for ${symbol} (id=${intent_id})`,
  ]
  const fields = { symbol, intent_id, signal_id }
  return texts.map((text) => ({ level: 'info', timeMs: intent.event_time, text, fields }))
}

/** A position that opened or closed; a change in between is for `--log-level debug`. */
export function positionLine(update: PositionUpdate): LogLine | null {
  const { symbol, event_time: timeMs, position_id, signal_id, status } = update
  const fields = { symbol, position_id, signal_id }
  switch (status) {
    case 'OPENED':
      return { level: 'info', timeMs, text: `Position opened: ${holding(update)}`, fields }
    case 'INCREASED':
      return { level: 'debug', timeMs, text: `Position increased: ${holding(update)}`, fields }
    case 'REDUCED':
      return { level: 'debug', timeMs, text: `Position reduced: ${holding(update)} after ${result(update)}`, fields }
    case 'CLOSED':
      return { level: 'info', timeMs, text: `Position closed: ${symbol} ${update.side} by ${result(update)}`, fields }
    case 'UNKNOWN':
      return null
  }
}

/** A signal that was refused, and by which gate. Null for an accepted one: its intent speaks for it. */
export function refusalLine(decision: SignalDecision): LogLine | null {
  const { symbol, event_time: timeMs, outcome, reason, action, signal_id, note } = decision
  if (outcome !== 'REFUSED') return null
  const why = note === null || note === undefined ? formatCode(reason) : `${formatCode(reason)}, ${note}`
  const text = `Refused: ${symbol} ${action} (confidence=${percent(decision.confidence)}): ${why}`
  return { level: 'debug', timeMs, text, fields: { symbol, signal_id, reason } }
}

/** A record that was put aside. */
export function deadLetterLine({ topic, event_time: timeMs, offset, error_code, error }: DeadLetter): LogLine {
  return { level: 'warn', timeMs, text: `Dead letter (${error_code}): ${error}`, fields: { topic, offset, error_code } }
}

function holding({ symbol, side, quantity, average_entry, leverage, margin }: PositionUpdate): string {
  return `${symbol} ${side} ${quantity} @ $${price(average_entry)} (${leverage}x, margin $${formatMoney(margin)})`
}

function result({ exit_cause, average_exit, realized_pnl, pnl_ratio, fees, duration_ms }: PositionUpdate): string {
  const cause = formatCode(exit_cause ?? 'UNKNOWN')
  const exit = average_exit === null || average_exit === undefined ? '' : ` @ $${price(average_exit)}`
  const share = formatSignedPercent(pnl_ratio ?? 0).replace(' ', '')
  const pnl = `PnL ${formatSigned(realized_pnl ?? 0)}, ${share} of margin, fees ${formatMoney(fees)}`
  const held = duration_ms === null || duration_ms === undefined ? '' : `, held ${formatDuration(duration_ms)}`
  return `${cause}${exit} (${pnl}${held})`
}

/** An average price may have many digits; eight significant ones tell it apart from its neighbours. */
function price(value: string): string {
  return plain(Number(value), 8)
}

/** A number without exponent and thousands separators, as the price feeds write them. */
function plain(value: number, maximumSignificantDigits = 15): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits, useGrouping: false })
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(2)}%`
}
