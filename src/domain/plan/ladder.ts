/** Splits a position over its take-profit targets: legs an exchange takes, which add up to the position exactly. */
import type { TakeProfit } from '../../records/generated.ts'
import { type Decimal, minOf, roundDown, text, ZERO } from '../decimal.ts'
import { direction, type PlanSide } from './direction.ts'
import { profitPct, targetPrice } from './prices.ts'
import type { InstrumentTerms } from './terms.ts'

/** A planned target: where, and how much of the position. */
export interface Target {
  /** Distance from the entry, fraction of the entry. */
  readonly ratio: number
  /** Share of the position, 0 to 1. */
  readonly fraction: number
}

/** What a ladder is made of. */
export interface LadderRequest {
  readonly side: PlanSide
  /** Quote units. */
  readonly entryPrice: Decimal
  /** Base units. */
  readonly quantity: Decimal
  /** Nearest first; fractions add up to 1. */
  readonly targets: readonly Target[]
  readonly terms: Pick<InstrumentTerms, 'tickSize' | 'stepSize' | 'minQuantity' | 'minNotional'>
}

interface Leg {
  readonly price: Decimal
  readonly quantity: Decimal
}

/**
 * The take-profit ladder, nearest leg first: prices on the tick, strictly ordered on the profit side of the entry,
 * quantities on the step that add up to the position. A target that shares the price of the one before joins it; a leg
 * below the minimum quantity or notional is filled up from the farther ones at its own, nearer price, so that the first
 * target always stands (FORMULAS, From plan to quantity, 3). A position below the minimum is one leg. Undefined where
 * the tick leaves no price on the profit side.
 */
export function takeProfitLadder(request: LadderRequest): readonly TakeProfit[] | undefined {
  const legs = splitLegs(request)
  if (!legs) return undefined
  const { side, entryPrice, quantity } = request
  return mergeSmall(legs, request.terms).map((leg) => ({
    price: text(leg.price),
    distance_pct: profitPct(side, entryPrice, leg.price),
    fraction: leg.quantity.div(quantity).toNumber(),
    quantity: text(leg.quantity),
  }))
}

/** One leg per distinct price. Cumulative shares are rounded, so that no rounding is lost between legs. */
function splitLegs({ side, entryPrice, quantity, targets, terms }: LadderRequest): readonly Leg[] | undefined {
  const legs: Leg[] = []
  let share = ZERO
  let taken = ZERO
  for (const [index, { ratio, fraction }] of targets.entries()) {
    const price = targetPrice(side, entryPrice, ratio, terms.tickSize)
    if (!price) return undefined
    share = share.plus(fraction)
    const isLast = index === targets.length - 1
    const total = isLast ? quantity : minOf(quantity, roundDown(quantity.times(share), terms.stepSize))
    const own = total.minus(taken)
    const previous = legs.at(-1)
    if (previous && price.minus(previous.price).times(direction(side)).lte(0)) {
      legs[legs.length - 1] = { price: previous.price, quantity: previous.quantity.plus(own) }
    } else {
      legs.push({ price, quantity: own })
    }
    taken = total
  }
  return legs
}

/** Joins legs from the nearest on until each reaches the minimum; what is left over joins the last one. */
function mergeSmall(legs: readonly Leg[], terms: LadderRequest['terms']): readonly Leg[] {
  const isEnough = ({ price, quantity }: Leg) =>
    quantity.gt(0) && quantity.gte(terms.minQuantity) && quantity.times(price).gte(terms.minNotional)
  const merged: Leg[] = []
  let open: Leg | undefined
  for (const leg of legs) {
    open = open ? { price: open.price, quantity: open.quantity.plus(leg.quantity) } : leg
    if (!isEnough(open)) continue
    merged.push(open)
    open = undefined
  }
  const last = merged.pop()
  if (!open) return last ? [...merged, last] : merged
  if (!last) return [open]
  return [...merged, { price: last.price, quantity: last.quantity.plus(open.quantity) }]
}
