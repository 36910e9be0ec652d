/**
 * Margin of an isolated position: maintenance margin over notional brackets, liquidation mark, bankruptcy price.
 *
 * Source: Binance, "Leverage and Margin of USDⓈ-M Futures": maintenance margin = notional × rate − maintenance amount,
 * where amount(n) = amount(n−1) + floor(n) × (rate(n) − rate(n−1)), so that the margin is continuous across brackets.
 */
import type { Bracket } from '../../records/generated.ts'
import { type Decimal, type Decimalish, decimal, ZERO } from '../decimal.ts'

/** What decides about liquidation. Decimals; quantity above zero. */
export interface MarginedPosition {
  readonly side: 'LONG' | 'SHORT'
  /** Base units. */
  readonly quantity: Decimalish
  /** Average entry price, quote units. */
  readonly entryPrice: Decimalish
  /** Isolated margin, quote units. */
  readonly margin: Decimalish
}

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

/** Profit of the position at that price, quote units; negative is a loss. */
export function unrealizedPnl({ side, quantity, entryPrice }: MarginedPosition, price: Decimalish): Decimal {
  const profit = decimal(price).minus(entryPrice).times(quantity)
  return side === 'LONG' ? profit : profit.negated()
}

/** True when margin plus unrealized profit at the mark no longer exceeds the maintenance margin. */
export function isLiquidatable(position: MarginedPosition, mark: Decimalish, brackets: readonly Bracket[]): boolean {
  const equity = unrealizedPnl(position, mark).plus(position.margin)
  return equity.lte(maintenanceMargin(decimal(mark).times(position.quantity), brackets))
}

/**
 * The mark price at which the position is liquidated, quote units; null when no price above zero does it.
 *
 * Solves margin ± quantity × (mark − entry) = quantity × mark × ratio − amount in each tier. Equity less maintenance
 * margin is continuous and, with ratios below 1, strictly monotonic in the mark: exactly one tier contains its root.
 */
export function liquidationMark(position: MarginedPosition, brackets: readonly Bracket[]): Decimal | null {
  const quantity = decimal(position.quantity)
  const entryNotional = quantity.times(position.entryPrice)
  const sign = position.side === 'LONG' ? 1 : -1
  for (const { floor, cap, ratio, amount } of maintenanceTiers(brackets)) {
    const slope = ratio.negated().times(sign).plus(1)
    if (slope.lte(0)) continue
    const rootNotional = entryNotional.minus(amount.plus(position.margin).times(sign)).div(slope)
    const within = rootNotional.gt(floor) && (cap === null || rootNotional.lte(cap))
    if (within) return rootNotional.div(quantity)
  }
  return null
}

/** The price at which the loss has eaten the margin exactly, quote units; may be below zero at low leverage. */
export function bankruptcyPrice({ side, quantity, entryPrice, margin }: MarginedPosition): Decimal {
  const distance = decimal(margin).div(quantity)
  return side === 'LONG' ? decimal(entryPrice).minus(distance) : decimal(entryPrice).plus(distance)
}
