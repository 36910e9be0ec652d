/** Account limits: how much of a plan's quantity there is room for, and which limit bound it. */
import type { ExitPlan, Instrument } from '../../records/generated.ts'
import { type Decimal, decimal, maxOf, roundDown, text, ZERO } from '../decimal.ts'
import { type AccountBook, equityOf, marginUsed, notionalUsed } from './account-book.ts'
import type { ExecutionConfig } from './config.ts'

/** What the limits leave of a plan. */
export interface Room {
  /** Base units, a multiple of the step; zero when there is no room at all. */
  readonly quantity: Decimal
  /** Every limit that shrank it, in the order applied. */
  readonly limitedBy: readonly string[]
  /** The figures, for the decision's detail. */
  readonly figures: string
}

/**
 * The largest quantity, base units, that fits the plan and every limit, rounded down to the step. Never above the plan's.
 *
 * MARGIN_UTILISATION: margin up to the configured share of the equity; NOTIONAL_RATIO: notional of the account up to
 * a multiple of the equity; SYMBOL_NOTIONAL: notional of the symbol; STEP_SIZE: rounding down.
 */
export function roomFor(plan: ExitPlan, account: AccountBook, instrument: Instrument, config: ExecutionConfig): Room {
  const equity = decimal(equityOf(account))
  const margin = maxOf(ZERO, equity.times(config.maxMarginUtilisationRatio).minus(marginUsed(account)))
  const notional = maxOf(ZERO, equity.times(config.maxNotionalRatio).minus(notionalUsed(account)))
  const limits: readonly (readonly [name: string, notional: Decimal])[] = [
    ['MARGIN_UTILISATION', margin.times(plan.leverage)],
    ['NOTIONAL_RATIO', notional],
    ['SYMBOL_NOTIONAL', decimal(config.maxNotionalPerSymbol)],
  ]
  const limitedBy: string[] = []
  let quantity = decimal(plan.quantity)
  for (const [name, notionalRoom] of limits) {
    const cap = notionalRoom.div(plan.entry_price)
    if (!cap.lt(quantity)) continue
    quantity = cap
    limitedBy.push(name)
  }
  const rounded = roundDown(quantity, instrument.step_size)
  if (limitedBy.length === 0 && rounded.lt(quantity)) limitedBy.push('STEP_SIZE')
  const figures =
    `planned ${plan.quantity} at ${plan.entry_price}, ${plan.leverage}x; margin available ${places(margin)},` +
    ` notional available ${places(notional)}, symbol limit ${config.maxNotionalPerSymbol};` +
    ` quantity left ${text(rounded)} (minimum ${instrument.min_quantity}, minimum notional ${instrument.min_notional})`
  return { quantity: rounded, limitedBy, figures }
}

function places(value: Decimal): string {
  return text(value.toDecimalPlaces(2))
}
