/** Notional brackets of an instrument: how much leverage a notional may carry. */
import type { Bracket } from '../../records/generated.ts'
import { type Decimal, decimal, maxOf, ZERO } from '../decimal.ts'

/** Largest leverage the brackets allow a position of `notional` (quote units); 0 beyond the last bracket. */
export function maxLeverageAt(brackets: readonly Bracket[], notional: Decimal): number {
  return brackets.find((bracket) => notional.lte(bracket.notional_cap))?.max_leverage ?? 0
}

/** Largest notional, quote units, the brackets allow at `leverage`; 0 when none of them allows it. */
export function maxNotionalAt(brackets: readonly Bracket[], leverage: number): Decimal {
  const allowing = brackets.filter((bracket) => bracket.max_leverage >= leverage)
  return maxOf(ZERO, ...allowing.map((bracket) => decimal(bracket.notional_cap)))
}
