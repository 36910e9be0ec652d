/** Adaptive exit levels: how far from the entry the targets and the stop stand, as fractions of the entry price. */
import { clamp, clampOr } from './clamp.ts'

/** Shares of the position closed at TP1, TP2 and TP3; their sum is 1. */
export type HarvestFractions = readonly [number, number, number]

/** One rung of the ladder: base × (offset + lsf × lsfShare). */
export interface TargetShape {
  readonly offset: number
  readonly lsfShare: number
}

/** The constants of the formulas; configuration may change them. */
export interface LevelParams {
  readonly targets: readonly [TargetShape, TargetShape, TargetShape]
  /** How much a low lsf (a high leverage) widens the stop. */
  readonly slPerLeverage: number
  readonly tpPerFunding: number
  readonly slPerDivergence: number
  readonly slPerVolatility: number
  readonly minTpRatio: number
  readonly minSlRatio: number
  readonly maxSlRatio: number
  /** Harvest fractions up to a leverage, lowest first; above all of them `highLeverageFractions`. */
  readonly harvest: readonly { readonly maxLeverage: number; readonly fractions: HarvestFractions }[]
  readonly highLeverageFractions: HarvestFractions
}

export const DEFAULT_LEVEL_PARAMS: LevelParams = {
  targets: [
    { offset: 0.6, lsfShare: 1 },
    { offset: 1.2, lsfShare: 1 / 2 },
    { offset: 1.8, lsfShare: 1 / 4 },
  ],
  slPerLeverage: 0.8,
  tpPerFunding: 0.8,
  slPerDivergence: 0.4,
  slPerVolatility: 0.2,
  minTpRatio: 0.003,
  minSlRatio: 0.0015,
  maxSlRatio: 0.02,
  harvest: [
    { maxLeverage: 10, fractions: [0.3, 0.3, 0.4] },
    { maxLeverage: 30, fractions: [0.4, 0.4, 0.2] },
  ],
  highLeverageFractions: [0.5, 0.3, 0.2],
}

/** What the levels depend on. Null is an unknown figure: it moves nothing. */
export interface LevelInputs {
  /** Base distance of the targets, a fraction of the price; default 0.01, clamped to [0, 0.25]. */
  readonly baseTpRatio?: number
  /** Base distance of the stop, a fraction of the price; default 0.005, clamped to [0, 0.02]. */
  readonly baseSlRatio?: number
  /** Leverage of the position, clamped to [1, 125]. */
  readonly leverage: number
  /** Volatility factor, clamped to [0, 5]. */
  readonly volatilityFactor: number | null
  /** Funding rate per interval, a fraction, clamped to [−0.05, 0.05]. */
  readonly fundingRate: number | null
  /** Divergence between the exchanges, clamped to [0, 1]. */
  readonly exchangeDivergence: number | null
}

/** Distances from the entry as fractions of its price. */
export interface Levels {
  readonly tp1Ratio: number
  readonly tp2Ratio: number
  readonly tp3Ratio: number
  readonly slRatio: number
  /** Leverage scaling factor: 1 / (1 + ln(max(leverage, 1) + 1)). */
  readonly lsf: number
  readonly harvestFractions: HarvestFractions
}

/**
 * Exit levels of a position (FORMULAS, Levels). tp1 ≤ tp2 ≤ tp3, strictly unless the floor of 0.003 makes them
 * coincide (`levelPrices` merges those); the stop lies in [0.0015, 0.02]. It never throws: an input that is NaN or
 * infinite counts as unknown, that is as its default, leverage as 1 and the others as 0.
 */
export function adaptiveLevels(inputs: LevelInputs, params: LevelParams = DEFAULT_LEVEL_PARAMS): Levels {
  const baseTp = clampOr(inputs.baseTpRatio, 0, 0.25, 0.01)
  const baseSl = clampOr(inputs.baseSlRatio, 0, 0.02, 0.005)
  const leverage = clampOr(inputs.leverage, 1, 125, 1)
  const volatility = clampOr(inputs.volatilityFactor, 0, 5, 0)
  const funding = clampOr(inputs.fundingRate, -0.05, 0.05, 0)
  const divergence = clampOr(inputs.exchangeDivergence, 0, 1, 0)

  const lsf = 1 / (1 + Math.log(leverage + 1))
  const target = ({ offset, lsfShare }: TargetShape) =>
    Math.max(params.minTpRatio, baseTp * (offset + lsf * lsfShare) * (1 + params.tpPerFunding * funding))
  const stop =
    baseSl *
    (1 + params.slPerLeverage * (1 - lsf)) *
    (1 + params.slPerDivergence * divergence + params.slPerVolatility * volatility)
  const [first, second, third] = params.targets
  return {
    tp1Ratio: target(first),
    tp2Ratio: target(second),
    tp3Ratio: target(third),
    slRatio: clamp(stop, params.minSlRatio, params.maxSlRatio),
    lsf,
    harvestFractions: harvestFractions(leverage, params),
  }
}

/** The higher the leverage, the more is taken at the first target. */
function harvestFractions(leverage: number, params: LevelParams): HarvestFractions {
  const tier = params.harvest.find(({ maxLeverage }) => leverage <= maxLeverage)
  return tier?.fractions ?? params.highLeverageFractions
}
