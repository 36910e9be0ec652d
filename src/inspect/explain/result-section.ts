/** The end of a story: what the position earned and why it was left, or how it stands. */
import type { PositionUpdate } from '../../records/generated.ts'
import type { Chain } from './chain.ts'
import { columns, durationText, isoText, moneyText, priceText, ratioText, signedMoney, sinceText } from './figures.ts'
import type { Section } from './section.ts'

/** The position: every exit, and its whole result once it is closed. */
export function resultSection({ positions, accountEvents }: Chain, startMs: number): readonly Section[] {
  const last = positions.at(-1)?.value
  if (last === undefined) return []
  const exits = positions.flatMap(({ value }) => (value.exit_cause == null ? [] : [exitRow(value, startMs)]))
  const events = accountEvents.map(({ value }) => [
    sinceText(value.event_time - startMs),
    value.kind,
    `${value.amount} ${value.asset}`,
    value.detail ?? '',
  ])
  return [
    {
      title: 'RESULT',
      gist: resultGist(last),
      lines: [...columns(resultRows(last)), ...columns(folded(exits)), ...columns(events)],
    },
  ]
}

/** How it ended or stands, in one line. */
export function resultGist(update: PositionUpdate): string {
  const { status, side, exit_cause, realized_pnl, pnl_ratio } = update
  if (status !== 'CLOSED') return `${side} still open, ${update.quantity} left`
  const earned = realized_pnl == null ? 'no result' : signedMoney(realized_pnl)
  const onMargin = pnl_ratio == null ? '' : ` (${pnl_ratio >= 0 ? '+' : ''}${ratioText(pnl_ratio, 2)} of the margin)`
  return `${side} closed by ${exit_cause ?? 'UNKNOWN'}: ${earned}${onMargin}`
}

function resultRows(update: PositionUpdate): readonly string[][] {
  const {
    average_entry,
    average_exit,
    fees,
    funding_paid,
    duration_ms,
    max_drawdown_ratio,
    leverage,
    margin,
    opened_at,
  } = update
  return [
    ['id', update.position_id],
    [
      'prices',
      `in at ${priceText(average_entry)}${average_exit == null ? '' : `, out at ${priceText(average_exit)}`}, ${leverage}x on ${moneyText(margin)}`,
    ],
    ['costs', `fees ${moneyText(fees)}, funding ${moneyText(funding_paid)}`],
    ['time', `opened ${isoText(opened_at)}${duration_ms == null ? '' : `, held ${durationText(duration_ms)}`}`],
    ...(max_drawdown_ratio == null ? [] : [['drawdown', `worst ${ratioText(max_drawdown_ratio, 2)} of the margin`]]),
  ]
}

function exitRow(
  { event_time, exit_cause, fill_price, fill_quantity, quantity }: PositionUpdate,
  startMs: number,
): string[] {
  const filled = fill_price == null ? '' : `${fill_quantity} at ${priceText(fill_price)}`
  return [sinceText(event_time - startMs), exit_cause ?? '', filled, `${quantity} left`]
}

/** Exits of one cause in a row as their first and last: a position that leaves in many small fills is one story. */
function folded(rows: readonly string[][]): readonly string[][] {
  return rows.filter((row, index) => row[1] !== rows[index - 1]?.[1] || row[1] !== rows[index + 1]?.[1])
}
