/** The limits on the whole leverage of a plan: the instrument's brackets and the liquidation guard. */
import type { Decimal } from '../decimal.ts'
import { maxLeverageAt } from './brackets.ts'
import type { PlanSide } from './direction.ts'
import { guardLeverage } from './liquidation.ts'
import type { InstrumentTerms } from './terms.ts'

/** What can make the leverage smaller than the formula's. */
export type LeverageLimit = 'INSTRUMENT_LEVERAGE' | 'LIQUIDATION_GUARD'

/** The largest leverage each limit allows. */
export type LeverageLimits = Readonly<Record<LeverageLimit, number>>

/** A position whose leverage is still open. Prices and notional in quote units. */
export interface LimitedPosition {
  readonly side: PlanSide
  readonly entryPrice: Decimal
  readonly stopPrice: Decimal
  readonly notional: Decimal
  readonly terms: Pick<InstrumentTerms, 'maxLeverage' | 'brackets' | 'takerFeeBps'>
}

/** What the instrument and the guard allow a position of this notional (FORMULAS, From plan to quantity, 1). */
export function leverageLimits({ side, entryPrice, stopPrice, notional, terms }: LimitedPosition): LeverageLimits {
  const { brackets, takerFeeBps } = terms
  const quantity = notional.div(entryPrice)
  return {
    INSTRUMENT_LEVERAGE: Math.min(terms.maxLeverage, maxLeverageAt(brackets, notional)),
    LIQUIDATION_GUARD: guardLeverage({ side, entryPrice, stopPrice, quantity, brackets, takerFeeBps }),
  }
}

/**
 * The largest whole leverage in [min, wished] that its own limits allow, and the limits that forbid the next one; below
 * `min` when none does. The limits must not rise with the leverage, so the allowed ones are searched by halving.
 */
export function largestLeverage(
  min: number,
  wished: number,
  limitsAt: (leverage: number) => LeverageLimits,
): { readonly leverage: number; readonly bound: readonly LeverageLimit[] } {
  if (wished < min || exceeded(wished, limitsAt(wished)).length === 0) return { leverage: wished, bound: [] }
  let allowed = min - 1
  let forbidden = wished
  while (forbidden - allowed > 1) {
    const middle = Math.floor((allowed + forbidden) / 2)
    if (exceeded(middle, limitsAt(middle)).length === 0) allowed = middle
    else forbidden = middle
  }
  return { leverage: allowed, bound: exceeded(forbidden, limitsAt(forbidden)) }
}

function exceeded(leverage: number, limits: LeverageLimits): readonly LeverageLimit[] {
  const order: readonly LeverageLimit[] = ['INSTRUMENT_LEVERAGE', 'LIQUIDATION_GUARD']
  return order.filter((limit) => !(limits[limit] >= leverage))
}
