/** The take-profit ladder in quantities: what each leg still has to close, adding up to the open position. */
import { type Decimal, decimal, maxOf, minOf, roundDown, ZERO } from '../decimal.ts'
import { type Position, TAKE_PROFIT_LEGS, type TakeProfitLeg } from './position.ts'

/** What a leg should have working. */
export interface LadderLeg {
  readonly leg: TakeProfitLeg
  /** Quote units, decimal. */
  readonly price: string
  /** Base units; zero when the leg has nothing left to do. */
  readonly quantity: Decimal
}

/**
 * The legs of the plan in force, nearest first (FORMULAS, Levels and From plan to quantity).
 *
 * Each leg gets its fraction of the whole entry, rounded down to the step, the last one the rest; what the leg has
 * filled is taken off; what other exits closed is taken from the farthest legs. A leg below the minimum quantity joins
 * its neighbour. The quantities add up to what is open, exactly.
 */
export function ladder(position: Position): readonly LadderLeg[] {
  const rungs = position.plan.takeProfits
  const shares = sharesOf(position)
  let left = decimal(position.open.quantity)
  const quantities = shares.map((share, index) => {
    const quantity = minOf(left, maxOf(ZERO, share.minus(takenBy(position, index))))
    left = left.minus(quantity)
    return quantity
  })
  const merged = mergeSmall(quantities, decimal(position.minQuantity))
  return TAKE_PROFIT_LEGS.flatMap((leg, index) => {
    const [rung, quantity] = [rungs[index], merged[index]]
    return rung === undefined || quantity === undefined ? [] : [{ leg, price: rung.price, quantity }]
  })
}

/** The plan's own quantities where they are for what was entered; else its fractions of it. */
function sharesOf({ plan, entered, stepSize }: Position): readonly Decimal[] {
  const planned = plan.takeProfits.map(({ quantity }) => decimal(quantity))
  if (planned.reduce((sum, quantity) => sum.plus(quantity), ZERO).eq(entered.quantity)) return planned
  let rest = decimal(entered.quantity)
  return plan.takeProfits.map(({ fraction }, index, all) => {
    if (index === all.length - 1) return rest
    const share = minOf(rest, roundDown(decimal(entered.quantity).times(fraction), stepSize))
    rest = rest.minus(share)
    return share
  })
}

function takenBy({ taken }: Position, index: number): Decimal {
  const leg = TAKE_PROFIT_LEGS[index]
  return decimal((leg === undefined ? undefined : taken[leg]) ?? '0')
}

/** Moves legs below the minimum to the next farther leg that has something, else to the next nearer one. */
function mergeSmall(quantities: readonly Decimal[], minimum: Decimal): readonly Decimal[] {
  const merged = [...quantities]
  for (const [index, quantity] of merged.entries()) {
    if (quantity.isZero() || quantity.gte(minimum)) continue
    const farther = merged.findIndex((other, at) => at > index && !other.isZero())
    const into = farther >= 0 ? farther : merged.findLastIndex((other, at) => at < index && !other.isZero())
    if (into < 0) continue
    merged[into] = quantity.plus(merged[into] ?? ZERO)
    merged[index] = ZERO
  }
  return merged
}
