/** Where an isolated position is liquidated, and the guard that keeps its stop well before that. */
import type { Bracket } from '../../records/generated.ts'
import { type Decimal, type Decimalish, decimal, maxOf, minOf, ZERO } from '../decimal.ts'
import { maintenanceMargin, maintenanceTiers } from '../maintenance.ts'
import { direction, type PlanSide } from './direction.ts'

/** An isolated one-way position. Prices in quote units per base unit, quantity in base units, margin in quote units. */
export interface IsolatedPosition {
  readonly side: PlanSide
  readonly entryPrice: Decimalish
  readonly quantity: Decimalish
  readonly margin: Decimalish
  /** Smallest notional first; at least one. */
  readonly brackets: readonly Bracket[]
  /** Fee of the closing order, basis points of its notional: it is paid out of the margin too. */
  readonly takerFeeBps: number
}

/**
 * Liquidation price, quote units: where margin + unrealized profit falls to the maintenance margin and the closing fee,
 * margin ± q (P − entry) = q P (maintenance ratio + fee) − cumulative amount. Each bracket's line gives one such price;
 * the margin asked is the highest line, so the price reached first is the true one. 0 for a long that cannot be
 * liquidated.
 *
 * Source: Binance, "How to calculate the liquidation price of USDⓈ-M futures", isolated one-way mode; the fee is added
 * (FORMULAS, From plan to quantity). Throws RangeError on figures that are no finite decimals.
 */
export function liquidationPrice(position: IsolatedPosition): Decimal {
  const sign = direction(position.side)
  const quantity = decimal(position.quantity)
  const entryValue = quantity.times(position.entryPrice)
  const fee = decimal(position.takerFeeBps).div(10_000)
  const candidates = maintenanceTiers(position.brackets).map(({ ratio, amount }) => {
    const value = entryValue.minus(decimal(position.margin).plus(amount).times(sign))
    return value.div(quantity.times(ratio.plus(fee).neg().times(sign).plus(1)))
  })
  const [first = ZERO, ...others] = candidates
  return position.side === 'LONG' ? maxOf(ZERO, first, ...others) : minOf(first, ...others)
}

/**
 * Distance, quote units, that the liquidation price must keep from the entry: |entry − stop| / 0.98 + 0.1 % of the
 * entry, so that a stop that slips still fills before liquidation (FORMULAS, Liquidation guard).
 */
export function requiredLiquidationDistance(entryPrice: Decimalish, stopPrice: Decimalish): Decimal {
  const entry = decimal(entryPrice)
  return entry.minus(stopPrice).abs().div(0.98).plus(entry.times(0.001))
}

/** What the guard needs to know of a position whose leverage is still open. Units as in {@link IsolatedPosition}. */
export interface GuardedPosition extends Omit<IsolatedPosition, 'margin'> {
  readonly stopPrice: Decimalish
}

/**
 * The largest whole leverage at which the liquidation price keeps {@link requiredLiquidationDistance} (FORMULAS,
 * Liquidation guard); 0 when none does. The margin must outlast the loss at that distance, the maintenance margin
 * and the closing fee there; leverage is the notional over that margin.
 */
export function guardLeverage(position: GuardedPosition): number {
  const entry = decimal(position.entryPrice)
  const quantity = decimal(position.quantity)
  const distance = requiredLiquidationDistance(entry, position.stopPrice)
  const nearest = maxOf(ZERO, entry.minus(distance.times(direction(position.side))))
  const value = nearest.times(quantity)
  const margin = quantity
    .times(distance)
    .plus(maintenanceMargin(value, position.brackets))
    .plus(value.times(position.takerFeeBps).div(10_000))
  return margin.gt(0) ? quantity.times(entry).div(margin).floor().toNumber() : 0
}
