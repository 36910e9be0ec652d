/** Exit levels as prices: the ladder of targets on the winning side of an entry, the stop on the losing one. */
import type { PositionSide } from '../records/generated.ts'
import type { Levels } from './levels.ts'

/** Side of a position that is known. */
type KnownSide = Exclude<PositionSide, 'UNKNOWN'>

/** A target of the ladder. */
export interface TargetLevel {
  /** Quote units, not rounded to a tick. */
  readonly price: number
  /** Distance from the entry as a fraction of its price. */
  readonly ratio: number
  /** Share of the position closed here. */
  readonly fraction: number
}

/**
 * Targets as prices, nearest first: one to three of them, strictly further and further on the winning side of the
 * entry, fractions adding up to 1. A target that is not strictly beyond the one before gives its fraction to that one
 * (FORMULAS, Levels). Throws a RangeError for an entry that is not a price from 1e-12 to 1e15 quote units, and for a
 * ratio that sets no price beyond it: not positive, too small to tell from the entry, or 1 and more on a short.
 */
export function levelPrices(side: KnownSide, entryPrice: number, levels: Levels): readonly TargetLevel[] {
  const { tp1Ratio, tp2Ratio, tp3Ratio, harvestFractions: fractions } = levels
  const ladder: TargetLevel[] = []
  for (const [ratio, fraction] of [
    [tp1Ratio, fractions[0]],
    [tp2Ratio, fractions[1]],
    [tp3Ratio, fractions[2]],
  ] as const) {
    const price = priceBeyond(side, entryPrice, ratio)
    const nearer = ladder.at(-1)
    if (nearer === undefined || isBeyond(side, price, nearer.price)) ladder.push({ price, ratio, fraction })
    else ladder[ladder.length - 1] = { ...nearer, fraction: nearer.fraction + fraction }
  }
  return ladder
}

/**
 * Price of the stop in quote units, strictly on the losing side of the entry, not rounded to a tick. Throws a
 * RangeError as `levelPrices` does.
 */
export function stopLossPrice(side: KnownSide, entryPrice: number, slRatio: number): number {
  return priceBeyond(side === 'LONG' ? 'SHORT' : 'LONG', entryPrice, slRatio)
}

/** The price that wins `ratio` for the side. */
function priceBeyond(side: KnownSide, entryPrice: number, ratio: number): number {
  if (!(entryPrice >= 1e-12 && entryPrice <= 1e15)) {
    throw new RangeError(`entry price ${entryPrice} is not a price from 1e-12 to 1e15: check the market it came from`)
  }
  const price = entryPrice * (side === 'LONG' ? 1 + ratio : 1 - ratio)
  if (!isBeyond(side, price, entryPrice) || !(price > 0 && price < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`a distance of ${ratio} sets no ${side} level beyond an entry of ${entryPrice}`)
  }
  return price
}

function isBeyond(side: KnownSide, price: number, reference: number): boolean {
  return side === 'LONG' ? price > reference : price < reference
}
