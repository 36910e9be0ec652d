/**
 * Maintenance margin over the notional brackets of an instrument.
 *
 * Source: Binance, "Leverage and Margin of USDⓈ-M Futures": maintenance margin = notional × rate − maintenance amount,
 * where amount(n) = amount(n−1) + floor(n) × (rate(n) − rate(n−1)), so that the margin is continuous across brackets.
 */
import type { Bracket } from '../records/generated.ts'
import { type Decimal, type Decimalish, decimal, ZERO } from './decimal.ts'

/** A bracket with the maintenance amount that Binance derives from those below it. */
export interface MaintenanceTier {
  /** Notional above which the tier applies, quote units. */
  readonly floor: Decimal
  /** Notional up to which it applies, quote units; null for the last, which has no end here. */
  readonly cap: Decimal | null
  /** Fraction of the notional. */
  readonly ratio: Decimal
  /** Deducted from notional × ratio, quote units. */
  readonly amount: Decimal
}

/** Tiers of the brackets, smallest notional first; without brackets one tier that asks for nothing. */
export function maintenanceTiers(brackets: readonly Bracket[]): readonly MaintenanceTier[] {
  const tiers: MaintenanceTier[] = []
  let floor = ZERO
  let amount = ZERO
  let previous: Decimal | undefined
  for (const [index, bracket] of brackets.entries()) {
    const ratio = decimal(bracket.maintenance_ratio)
    amount = previous === undefined ? ZERO : amount.plus(floor.times(ratio.minus(previous)))
    const cap = decimal(bracket.notional_cap)
    tiers.push({ floor, cap: index === brackets.length - 1 ? null : cap, ratio, amount })
    floor = cap
    previous = ratio
  }
  return tiers.length > 0 ? tiers : [{ floor: ZERO, cap: null, ratio: ZERO, amount: ZERO }]
}

/** Maintenance margin of a position of that notional, quote units. */
export function maintenanceMargin(notional: Decimalish, brackets: readonly Bracket[]): Decimal {
  const value = decimal(notional)
  const tier = maintenanceTiers(brackets).find(({ cap }) => cap === null || value.lte(cap))
  return tier === undefined ? ZERO : value.times(tier.ratio).minus(tier.amount)
}
