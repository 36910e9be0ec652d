/** The limits on the notional of a plan, and which of them bind. */
import type { Bracket } from '../../records/generated.ts'
import { type Decimal, type Decimalish, decimal } from '../decimal.ts'
import { maxNotionalAt } from './brackets.ts'

/** What can make a notional smaller than size × leverage. */
export type NotionalLimit = 'RISK_PER_TRADE' | 'BRACKET_CAP' | 'NOTIONAL_ROOM'

/** A limit and the largest notional it allows, quote units. */
export interface NotionalCap {
  readonly limit: NotionalLimit
  readonly notional: Decimal
}

/** What the limits are made of. Money in quote units. */
export interface NotionalLimitInputs {
  /** What the stop may cost. */
  readonly riskBudget: Decimal
  /** What it costs to be stopped, fraction of the notional: stop distance + round-trip cost. */
  readonly lossRatio: Decimal
  readonly brackets: readonly Bracket[]
  /** Leverage below which nothing is planned: no notional beyond the brackets that allow it can be traded. */
  readonly minLeverage: number
  /** Notional that the limits of the account still allow; absent: no such limit. */
  readonly room?: Decimalish | undefined
}

/** The limits in the order of FORMULAS, From plan to quantity, 2. */
export function notionalLimits(inputs: NotionalLimitInputs): readonly NotionalCap[] {
  const caps: NotionalCap[] = [
    { limit: 'RISK_PER_TRADE', notional: inputs.riskBudget.div(inputs.lossRatio) },
    { limit: 'BRACKET_CAP', notional: maxNotionalAt(inputs.brackets, inputs.minLeverage) },
  ]
  if (inputs.room !== undefined) caps.push({ limit: 'NOTIONAL_ROOM', notional: decimal(inputs.room) })
  return caps
}

/**
 * The notional of a plan, quote units: size × leverage, made smaller by each limit in turn, and the limits that did so
 * (FORMULAS, From plan to quantity, 2).
 */
export function plannedNotional(
  size: Decimal,
  leverage: number,
  caps: readonly NotionalCap[],
): { readonly notional: Decimal; readonly limitedBy: readonly NotionalLimit[] } {
  let notional = size.times(leverage)
  const limitedBy: NotionalLimit[] = []
  for (const cap of caps) {
    if (cap.notional.gte(notional)) continue
    notional = cap.notional
    limitedBy.push(cap.limit)
  }
  return { notional, limitedBy }
}
