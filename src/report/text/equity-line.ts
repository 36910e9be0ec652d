/** The equity curve in one line of block characters. */
import type { Stretch } from '../data-section.ts'
import type { EquityPoint } from '../equity-curve.ts'
import { formatMoney } from '../format.ts'
import { playedRatio } from '../played-time.ts'
import { sparkline } from './bars.ts'
import type { Paint } from './paint.ts'

/** Equity from start to end over the recorded time, with its lowest and highest value; null for less than two points. */
export function equityLine(
  curve: readonly EquityPoint[],
  segments: readonly Stretch[],
  width: number,
  paint: Paint,
): string | null {
  if (curve.length < 2) return null
  const values = curve.map(({ equity }) => equity)
  const ends = `  ${formatMoney(Math.min(...values))} to ${formatMoney(Math.max(...values))}`
  const columns = Math.max(1, Math.min(width - ends.length, 80))
  return sparkline(columnValues(curve, segments, columns)) + paint(ends, 'dim')
}

/** The last equity of each column; a column without a point keeps the one before it. */
function columnValues(curve: readonly EquityPoint[], segments: readonly Stretch[], columns: number): readonly number[] {
  const values = new Array<number | undefined>(columns).fill(undefined)
  for (const { time, equity } of curve) {
    values[Math.min(columns - 1, Math.floor(playedRatio(time, segments) * columns))] = equity
  }
  let known = curve[0]?.equity ?? 0
  return values.map((value) => {
    known = value ?? known
    return known
  })
}
