/** The ILF v2 leverage: a product of confidence, market and account factors, clamped to 5–80. */
import type { LeverageFactors, LeverageInputs } from '../records/generated.ts'
import { clamp, clampOr } from './clamp.ts'

/** The constants of the formula; configuration may change them. */
export interface LeverageParams {
  /** Leverage at confidence 0, before the factors. */
  readonly base: number
  /** Leverage that confidence 1 adds to it. */
  readonly perConfidence: number
  /** Volatility factor at which the volatility term would reach 0. */
  readonly volatilityPivot: number
  readonly minVolatility: number
  /** Share by which a pnl_trend of ±1 raises or lowers the leverage. */
  readonly perPnlTrend: number
  readonly minMarginUtilisation: number
  readonly minDivergence: number
  /** Share that a funding rate of 1 per interval would take away. */
  readonly perFunding: number
  readonly minFunding: number
  /** Safety margin that every product is multiplied with. */
  readonly safety: number
  /** Bounds of the result. */
  readonly min: number
  readonly max: number
}

export const DEFAULT_LEVERAGE_PARAMS: LeverageParams = {
  base: 5,
  perConfidence: 75,
  volatilityPivot: 1.5,
  minVolatility: 0.2,
  perPnlTrend: 0.25,
  minMarginUtilisation: 0.3,
  minDivergence: 0.5,
  perFunding: 10,
  minFunding: 0.5,
  safety: 0.9,
  min: 5,
  max: 80,
}

/** Confidence and volatility must be given; what else is left out is neutral: flat trend, risk 1, no margin, no spread. */
export type LeverageRequest = Pick<LeverageInputs, 'confidence' | 'volatility_factor'> & Partial<LeverageInputs>

/** The leverage and everything it was made of. */
export interface Leverage {
  /** Between `min` and `max` of the parameters, not rounded. */
  readonly leverage: number
  /** The inputs as they were used. */
  readonly inputs: LeverageInputs
  /** Every factor, and their product before clamping. */
  readonly factors: LeverageFactors
  /** True when the product lay outside [min, max]. */
  readonly clamped: boolean
}

/**
 * Leverage of a plan (FORMULAS, Leverage): (5 + 75 × confidence) × max(0.2, 1.5 − volatility) × (1 + 0.25 × pnl_trend)
 * ÷ symbol_risk × max(0.3, 1 − margin_utilisation) × max(0.5, 1 − divergence) × max(0.5, 1 − |10 × funding|) × 0.9.
 * Inputs are clamped first. It never throws and fails closed: an input that is NaN or infinite counts as the end of its
 * range with the least leverage, so that a broken figure can only make a position smaller.
 */
export function ilfLeverage(request: LeverageRequest, params: LeverageParams = DEFAULT_LEVERAGE_PARAMS): Leverage {
  const inputs = clampInputs(request)
  const factors = factorsOf(inputs, params)
  return {
    leverage: clamp(factors.product, params.min, params.max),
    inputs,
    factors,
    clamped: factors.product < params.min || factors.product > params.max,
  }
}

/** The ranges of FORMULAS; the last argument is the end with the least leverage. */
function clampInputs(request: LeverageRequest): LeverageInputs {
  const { pnl_trend = 0, symbol_risk = 1, margin_utilisation = 0, exchange_divergence = 0, funding_rate = 0 } = request
  return {
    confidence: clampOr(request.confidence, 0, 1, 0),
    volatility_factor: clampOr(request.volatility_factor, 0, 3, 3),
    pnl_trend: clampOr(pnl_trend, -1, 1, -1),
    symbol_risk: clampOr(symbol_risk, 0.5, 1.5, 1.5),
    margin_utilisation: clampOr(margin_utilisation, 0, 1, 1),
    exchange_divergence: clampOr(exchange_divergence, 0, 1, 1),
    funding_rate: clampOr(funding_rate, -0.05, 0.05, 0.05),
  }
}

function factorsOf(inputs: LeverageInputs, params: LeverageParams): LeverageFactors {
  const base = params.base + params.perConfidence * inputs.confidence
  const volatility = Math.max(params.minVolatility, params.volatilityPivot - inputs.volatility_factor)
  const pnl_trend = 1 + params.perPnlTrend * inputs.pnl_trend
  const symbol_risk = 1 / inputs.symbol_risk
  const margin_utilisation = Math.max(params.minMarginUtilisation, 1 - inputs.margin_utilisation)
  const divergence = Math.max(params.minDivergence, 1 - inputs.exchange_divergence)
  const funding = Math.max(params.minFunding, 1 - Math.abs(params.perFunding * inputs.funding_rate))
  const { safety } = params
  const product = base * volatility * pnl_trend * symbol_risk * margin_utilisation * divergence * funding * safety
  return { base, volatility, pnl_trend, symbol_risk, margin_utilisation, divergence, funding, safety, product }
}
