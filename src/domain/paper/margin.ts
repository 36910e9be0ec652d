/** Margin of an isolated position: profit, liquidation mark, bankruptcy price. */
import type { Bracket } from '../../records/generated.ts'
import { type Decimal, type Decimalish, decimal } from '../decimal.ts'
import { maintenanceMargin, maintenanceTiers } from '../maintenance.ts'

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
