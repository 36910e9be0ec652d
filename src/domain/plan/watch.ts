/** The prices at which an open plan has something to do: worked out when it changes, so that a tick only compares. */
import { type Decimal, decimal, maxOf, roundUp } from '../decimal.ts'
import type { PlanBasis, SidedPlan } from './active-plan.ts'
import type { ExitConfig } from './config.ts'
import { direction } from './direction.ts'

/** Distance of the trailing stop behind the best price, quote units, or null when there is no ATR. */
export function trailDistance(plan: SidedPlan, basis: PlanBasis, config: ExitConfig): Decimal | null {
  if (basis.atrRatio === null) return null
  return decimal(plan.entry_price).times(basis.atrRatio).times(config.trailAtrMultiple)
}

/** Smallest move of the stop worth a revision, quote units: 0.1 R in whole ticks, as stops stand on ticks. */
export function trailStep(oneR: string, basis: PlanBasis, config: ExitConfig): Decimal {
  const { tickSize } = basis.terms
  return maxOf(decimal(tickSize), roundUp(decimal(oneR).times(config.trailStepR), tickSize))
}

/**
 * The price at which a trailing stop would next move: both 1 R beyond the average entry and far enough that a stop
 * 1.5 ATR behind it is 0.1 R better than the present one (FORMULAS, While open). Null when it does not trail.
 */
export function nextTrailPrice(plan: SidedPlan, basis: PlanBasis, oneR: string, config: ExitConfig): number | null {
  const distance = trailDistance(plan, basis, config)
  if (distance === null) return null
  const sign = direction(plan.side)
  const armed = decimal(oneR).times(config.trailAfterR).times(sign).plus(plan.entry_price).toNumber()
  const better = distance
    .plus(trailStep(oneR, basis, config))
    .times(sign)
    .plus(plan.stop_loss)
    .toNumber()
  return sign * Math.max(sign * armed, sign * better)
}

/** The mark at or behind which the liquidation guard closes: `liquidationGuardRatio` of the way back to the entry. */
export function guardPrice(plan: SidedPlan, config: ExitConfig): number {
  const liquidation = decimal(plan.liquidation_price)
  return decimal(plan.entry_price).minus(liquidation).times(config.liquidationGuardRatio).plus(liquidation).toNumber()
}
