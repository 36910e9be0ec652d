/** The distribution of the leverage, as the formula gave it and as it was set. */
import type { ProposedLeverage } from './plans.ts'
import { type Spread, spread } from './statistics.ts'

/** Plans whose leverage lies in [from, to); the last bucket includes its end. */
export interface LeverageBucket {
  readonly from: number
  readonly to: number
  /** By the raw leverage of the formula. */
  readonly raw: number
  /** By the whole leverage that was set after all limits. */
  readonly used: number
}

export interface LeverageSection {
  readonly plans: number
  readonly buckets: readonly LeverageBucket[]
  readonly raw: Spread | null
  readonly used: Spread | null
}

/** 5 to 80, the range of the formula (FORMULAS, Leverage). */
const BOUNDS = [5, 10, 20, 30, 40, 50, 60, 70, 80]

/** Sorts the leverages of all proposals into buckets. */
export function leverageSection(leverages: readonly ProposedLeverage[]): LeverageSection {
  const raw = leverages.map((leverage) => leverage.raw)
  const used = leverages.map((leverage) => leverage.used)
  const buckets = BOUNDS.slice(1).map((to, index) => {
    const from = BOUNDS[index] ?? 0
    const isLast = index === BOUNDS.length - 2
    const inside = (value: number) => value >= from && (value < to || (isLast && value === to))
    return { from, to, raw: raw.filter(inside).length, used: used.filter(inside).length }
  })
  return { plans: leverages.length, buckets, raw: spread(raw), used: spread(used) }
}
