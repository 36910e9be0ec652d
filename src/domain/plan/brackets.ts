/** Notional brackets of an instrument: how much leverage a notional may carry and what margin it must keep. */
import type { Bracket } from '../../records/generated.ts'
import { type Decimal, decimal, maxOf, ZERO } from '../decimal.ts'

/** Maintenance margin of one bracket as a straight line: notional × ratio − amount. */
export interface MaintenanceTier {
  /** Maintenance margin as a fraction of the notional. */
  readonly ratio: Decimal
  /** Cumulative maintenance amount, quote units: what the lower brackets ask less. */
  readonly amount: Decimal
}

/**
 * The maintenance lines of the brackets, smallest notional first. The cumulative amount of a bracket is that of the one
 * below plus its cap × the rise of the ratio, so that the margin is continuous at every cap.
 *
 * Source: Binance, "How to calculate the liquidation price of USDⓈ-M futures" (maintenance amount).
 */
export function maintenanceTiers(brackets: readonly Bracket[]): readonly MaintenanceTier[] {
  let lower = { cap: ZERO, ratio: ZERO, amount: ZERO }
  return brackets.map((bracket) => {
    const ratio = decimal(bracket.maintenance_ratio)
    const amount = lower.amount.plus(lower.cap.times(ratio.minus(lower.ratio)))
    lower = { cap: decimal(bracket.notional_cap), ratio, amount }
    return { ratio, amount }
  })
}

/**
 * Maintenance margin, quote units, that a position of `notional` (quote units) must keep. Ratios rise from bracket to
 * bracket, so the line of the bracket in force is the highest of all.
 */
export function maintenanceMargin(tiers: readonly MaintenanceTier[], notional: Decimal): Decimal {
  return maxOf(ZERO, ...tiers.map((tier) => notional.times(tier.ratio).minus(tier.amount)))
}

/** Largest leverage the brackets allow a position of `notional` (quote units); 0 beyond the last bracket. */
export function maxLeverageAt(brackets: readonly Bracket[], notional: Decimal): number {
  return brackets.find((bracket) => notional.lte(bracket.notional_cap))?.max_leverage ?? 0
}

/** Largest notional, quote units, the brackets allow at `leverage`; 0 when none of them allows it. */
export function maxNotionalAt(brackets: readonly Bracket[], leverage: number): Decimal {
  const allowing = brackets.filter((bracket) => bracket.max_leverage >= leverage)
  return maxOf(ZERO, ...allowing.map((bracket) => decimal(bracket.notional_cap)))
}
