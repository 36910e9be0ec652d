/** Plan prices on the tick grid of the instrument: stops and targets never on or across the entry. */
import { type Decimal, decimal, roundDown, roundNearest, roundUp } from '../decimal.ts'
import { direction, type PlanSide } from './direction.ts'

/**
 * The stop `distanceRatio` (fraction of the entry) behind the entry, rounded to the tick towards the entry and at least
 * one step of the grid away from it (FORMULAS, From plan to quantity, 3). Undefined where the grid has no positive price
 * there: the tick is too coarse for the price.
 */
export function stopPrice(side: PlanSide, entry: Decimal, distanceRatio: number, tick: string): Decimal | undefined {
  const exact = entry.times(decimal(distanceRatio).times(-direction(side)).plus(1))
  if (side === 'SHORT') {
    const rounded = roundDown(exact, tick)
    return rounded.gt(entry) ? rounded : firstAbove(entry, tick)
  }
  const rounded = roundUp(exact, tick)
  return positive(rounded.lt(entry) ? rounded : firstBelow(entry, tick))
}

/**
 * The target `distanceRatio` (fraction of the entry) beyond the entry, rounded to the nearest tick, at least the first
 * one beyond the entry. Undefined where the grid has no positive price there.
 */
export function targetPrice(side: PlanSide, entry: Decimal, distanceRatio: number, tick: string): Decimal | undefined {
  const rounded = roundNearest(entry.times(decimal(distanceRatio).times(direction(side)).plus(1)), tick)
  if (side === 'LONG') return rounded.gt(entry) ? rounded : firstAbove(entry, tick)
  const below = rounded.lt(entry) ? rounded : firstBelow(entry, tick)
  return positive(below) ?? positive(firstBelow(entry, tick))
}

/** The lowest tick strictly above a price. */
export function firstAbove(price: Decimal, tick: string): Decimal {
  return roundDown(price, tick).plus(tick)
}

/** The highest tick strictly below a price. */
export function firstBelow(price: Decimal, tick: string): Decimal {
  return roundUp(price, tick).minus(tick)
}

/** The better of two stops of one position: the higher for a long, the lower for a short. */
export function betterStop(side: PlanSide, one: Decimal, other: Decimal): Decimal {
  return one.minus(other).times(direction(side)).gte(0) ? one : other
}

/** Distance of `price` from the entry, percent of the entry, positive when it lies on the profit side. */
export function profitPct(side: PlanSide, entry: Decimal, price: Decimal): number {
  return price
    .minus(entry)
    .div(entry)
    .times(100 * direction(side))
    .toNumber()
}

function positive(price: Decimal): Decimal | undefined {
  return price.gt(0) ? price : undefined
}
