/** From leverage and stop to an order quantity that the exchange takes and the account can bear, or a refusal. */
import { type Decimal, roundDown, text } from '../decimal.ts'
import { DEFAULT_LEVERAGE_PARAMS } from '../leverage.ts'
import type { PlanSide } from './direction.ts'
import { type LeverageLimit, largestLeverage, leverageLimits } from './leverage-limits.ts'
import { liquidationPrice } from './liquidation.ts'
import { type NotionalLimit, notionalLimits, plannedNotional } from './notional.ts'
import { stopPrice } from './prices.ts'
import { type InstrumentTerms, readPositive } from './terms.ts'

const { min: MIN_LEVERAGE, max: MAX_LEVERAGE } = DEFAULT_LEVERAGE_PARAMS
/** Share of the equity that a stop may cost. */
const DEFAULT_RISK_RATIO = 0.005
/** Decimals of the margin, quote units: as fine as exchanges keep balances. */
const MARGIN_DECIMALS = 8
/** Digits of the liquidation price: an estimate far finer than the 0.1 % the guard keeps between it and the stop. */
const LIQUIDATION_DIGITS = 12

/** What the quantity is made of. Money in quote units. */
export interface QuantityRequest {
  readonly side: PlanSide
  /** Price the plan enters at. */
  readonly entryPrice: number
  /** Leverage of the ILF formula, unrounded. */
  readonly ilfLeverage: number
  /** Whole leverage the operator does not want to go beyond; absent: the formula's own bound. */
  readonly leverageCap?: number
  /** Margin to commit, decimal. */
  readonly positionSizeUsd: string
  /** Equity of the account, decimal. */
  readonly equity: string
  /** Distance of the stop from the entry, fraction of the entry. */
  readonly stopRatio: number
  readonly terms: InstrumentTerms
  /** Share of the equity that the stop may cost; default 0.005. */
  readonly riskPerTradeRatio?: number
  /** Fees and slippage both ways, fraction of the notional. */
  readonly roundTripCostRatio: number
  /** Notional that the limits of the account still allow, decimal; absent: no such limit. */
  readonly notionalRoom?: string | undefined
}

/** Why nothing can be bought or sold. */
export type QuantityRefusal =
  | 'INVALID_REQUEST'
  | 'NO_EQUITY'
  | 'NO_ROOM'
  | 'TICK_TOO_COARSE'
  | 'LEVERAGE_BELOW_MINIMUM'
  | 'QUANTITY_BELOW_MINIMUM'
  | 'NOTIONAL_BELOW_MINIMUM'

/** The quantity with everything that follows from it, or the reason why there is none. */
export type QuantityResult =
  | {
      readonly ok: true
      /** Whole, 5 to 80. */
      readonly leverage: number
      /** Base units, a multiple of the step. */
      readonly quantity: Decimal
      /** Quote units, at the entry price. */
      readonly notional: Decimal
      /** Quote units, notional / leverage. */
      readonly margin: Decimal
      /** On the tick, strictly behind the entry. */
      readonly stopPrice: Decimal
      readonly liquidationPrice: Decimal
      /** Every limit that bound, leverage first. Rounding is no limit. */
      readonly limitedBy: readonly ('LEVERAGE_CAP' | LeverageLimit | NotionalLimit)[]
    }
  | { readonly ok: false; readonly reason: QuantityRefusal; readonly detail: string }

/**
 * Leverage, quantity and margin of a plan (FORMULAS, From plan to quantity, 1 to 4). The notional grows with the
 * leverage, and with the notional the limits on the leverage shrink: the result is the largest whole leverage that its
 * own notional still allows. Never throws: what cannot be traded is a refusal.
 */
export function planQuantity(request: QuantityRequest): QuantityResult {
  const entry = readPositive(request.entryPrice)
  const size = readPositive(request.positionSizeUsd)
  if (!entry || !size || !isUsable(request)) return refused('INVALID_REQUEST', describe(request))
  const equity = readPositive(request.equity)
  if (!equity) return refused('NO_EQUITY', `equity ${request.equity}`)
  if (request.notionalRoom !== undefined && !readPositive(request.notionalRoom)) {
    return refused('NO_ROOM', `the account has room for a notional of ${request.notionalRoom}`)
  }
  const { side, terms } = request
  const stop = stopPrice(side, entry, request.stopRatio, terms.tickSize)
  if (!stop) return refused('TICK_TOO_COARSE', `no stop on a tick of ${terms.tickSize} below ${request.entryPrice}`)

  const caps = notionalLimits({
    riskBudget: equity.times(request.riskPerTradeRatio ?? DEFAULT_RISK_RATIO),
    lossRatio: entry.minus(stop).abs().div(entry).plus(request.roundTripCostRatio),
    brackets: terms.brackets,
    minLeverage: MIN_LEVERAGE,
    room: request.notionalRoom,
  })
  const limitsAt = (leverage: number) => {
    const { notional } = plannedNotional(size, leverage, caps)
    return leverageLimits({ side, entryPrice: entry, stopPrice: stop, notional, terms })
  }
  const formula = Math.floor(Math.min(request.ilfLeverage, MAX_LEVERAGE))
  const wished = Math.min(formula, request.leverageCap ?? formula)
  const { leverage, bound } = largestLeverage(MIN_LEVERAGE, wished, limitsAt)
  if (leverage < MIN_LEVERAGE) {
    return refused('LEVERAGE_BELOW_MINIMUM', `below ${MIN_LEVERAGE}x, bound by ${bound.join(', ') || 'the formula'}`)
  }

  const planned = plannedNotional(size, leverage, caps)
  const quantity = roundDown(planned.notional.div(entry), terms.stepSize)
  const notional = quantity.times(entry)
  const tooSmall = belowMinimum(quantity, notional, terms)
  if (tooSmall) return tooSmall
  const capped = leverage === wished && wished < formula ? (['LEVERAGE_CAP'] as const) : []
  const limitedBy = [...capped, ...bound, ...planned.limitedBy]
  return {
    ok: true,
    leverage,
    quantity,
    notional,
    stopPrice: stop,
    limitedBy,
    ...marginOf(side, entry, quantity, leverage, terms),
  }
}

/** The refusal of an order that the exchange would not take for being too small. */
function belowMinimum(quantity: Decimal, notional: Decimal, terms: InstrumentTerms): QuantityResult | undefined {
  const order = `${text(quantity)} worth ${text(notional)}`
  if (quantity.lte(0) || quantity.lt(terms.minQuantity)) {
    return refused('QUANTITY_BELOW_MINIMUM', `${order}, minimum quantity ${terms.minQuantity}`)
  }
  if (notional.lt(terms.minNotional)) {
    return refused('NOTIONAL_BELOW_MINIMUM', `${order}, minimum notional ${terms.minNotional}`)
  }
  return undefined
}

/** Margin and liquidation price of a quantity at an average entry price, both rounded for the record. */
export function marginOf(
  side: PlanSide,
  entry: Decimal,
  quantity: Decimal,
  leverage: number,
  terms: Pick<InstrumentTerms, 'brackets' | 'takerFeeBps'>,
): { readonly margin: Decimal; readonly liquidationPrice: Decimal } {
  const exact = quantity.times(entry).div(leverage)
  const { brackets, takerFeeBps } = terms
  const liquidation = liquidationPrice({ side, entryPrice: entry, quantity, margin: exact, brackets, takerFeeBps })
  return {
    margin: exact.toDecimalPlaces(MARGIN_DECIMALS),
    liquidationPrice: liquidation.toSignificantDigits(LIQUIDATION_DIGITS),
  }
}

function isUsable({
  ilfLeverage,
  stopRatio,
  riskPerTradeRatio = DEFAULT_RISK_RATIO,
  roundTripCostRatio,
}: QuantityRequest): boolean {
  const isRatio = (ratio: number) => ratio > 0 && ratio < 1
  return Number.isFinite(ilfLeverage) && isRatio(stopRatio) && isRatio(riskPerTradeRatio) && roundTripCostRatio >= 0
}

function describe({ entryPrice, positionSizeUsd, ilfLeverage, stopRatio }: QuantityRequest): string {
  return `entry ${entryPrice}, size ${positionSizeUsd}, leverage ${ilfLeverage}, stop ratio ${stopRatio}`
}

function refused(reason: QuantityRefusal, detail: string): QuantityResult {
  return { ok: false, reason, detail }
}
