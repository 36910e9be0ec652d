/** Long and short as arithmetic: one sign, so that no formula is written twice. */
import type { IntentSide, PositionSide } from '../../records/generated.ts'

/** Side of a position that can be planned: UNKNOWN is refused before. */
export type PlanSide = Exclude<PositionSide, 'UNKNOWN'>

/** The sign of a side: 1 for a long, which gains when the price rises, −1 for a short. */
export function direction(side: PlanSide): 1 | -1 {
  return side === 'LONG' ? 1 : -1
}

/** The side an opening intent asks for: BUY opens a long, SELL a short. */
export function openedBy(side: Extract<IntentSide, 'BUY' | 'SELL'>): PlanSide {
  return side === 'BUY' ? 'LONG' : 'SHORT'
}
