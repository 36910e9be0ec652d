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
 * `min` when none does. The limits must not rise with the leverage: what they allow at the wished one is allowed, and
 * the rest is searched by halving.
 */
export function largestLeverage(
  min: number,
  wished: number,
  limitsAt: (leverage: number) => LeverageLimits,
): { readonly leverage: number; readonly bound: readonly LeverageLimit[] } {
  if (wished < min) return { leverage: wished, bound: [] }
  let forbidden = wished
  const limits = limitsAt(wished)
  let bound = exceeded(wished, limits)
  if (bound.length === 0) return { leverage: wished, bound }
  let allowed = Math.max(min - 1, Math.min(limits.INSTRUMENT_LEVERAGE, limits.LIQUIDATION_GUARD))
  // Mostly the limits do not move with the leverage, and the very next one is forbidden.
  let middle = allowed + 1
  while (forbidden - allowed > 1) {
    const exceeding = exceeded(middle, limitsAt(middle))
    if (exceeding.length === 0) {
      allowed = middle
    } else {
      forbidden = middle
      bound = exceeding
    }
    middle = Math.floor((allowed + forbidden) / 2)
  }
  return { leverage: allowed, bound }
}

function exceeded(leverage: number, limits: LeverageLimits): readonly LeverageLimit[] {
  const order: readonly LeverageLimit[] = ['INSTRUMENT_LEVERAGE', 'LIQUIDATION_GUARD']
  return order.filter((limit) => limits[limit] < leverage)
}
