/** What an intent says beside its size: the first idea of stop and target, and how patiently to harvest. */
import type { Harvest, HarvestPolicy, OrderSide, Regime } from '../records/generated.ts'
import { clampOr } from './clamp.ts'
import { decimal } from './decimal.ts'

/** Distance of stop and target from the entry, as decimal text so that the products are exact. */
const INTENT_DISTANCE_RATIO = '0.02'

/** Stop and target of an intent, quote units. */
export interface IntentLevels {
  readonly stopLoss: number
  readonly takeProfit: number
}

/**
 * Stop and target of an intent: BUY entry × 0.98 and × 1.02, SELL mirrored (FORMULAS, Decision; 0.00603 gives 0.0059094
 * and 0.0061506). Computed in decimals, so that a price keeps the digits it was quoted with. Throws a RangeError for an
 * entry that is not positive and finite.
 */
export function intentLevels(side: Exclude<OrderSide, 'UNKNOWN'>, entryPrice: number): IntentLevels {
  const entry = decimal(entryPrice)
  if (!entry.gt(0)) throw new RangeError(`entry price ${entryPrice} is not positive: check the market it came from`)
  const distance = entry.times(INTENT_DISTANCE_RATIO)
  const below = entry.minus(distance).toNumber()
  const above = entry.plus(distance).toNumber()
  return side === 'BUY' ? { stopLoss: below, takeProfit: above } : { stopLoss: above, takeProfit: below }
}

/** The policies and who gets which; configuration may change them. */
export interface HarvestParams {
  /** Below this confidence: SCALPER. */
  readonly swingConfidence: number
  /** From this confidence on, in a BULL or BEAR market: TREND_RUNNER. */
  readonly trendConfidence: number
  readonly policies: Readonly<Record<Exclude<HarvestPolicy, 'UNKNOWN'>, Omit<Harvest, 'policy'>>>
}

export const DEFAULT_HARVEST_PARAMS: HarvestParams = {
  swingConfidence: 0.7,
  trendConfidence: 0.75,
  policies: {
    SCALPER: { target_ratio: 0.005, max_duration_ms: 30 * 60_000 },
    SWING: { target_ratio: 0.01, max_duration_ms: 60 * 60_000 },
    TREND_RUNNER: { target_ratio: 0.02, max_duration_ms: 120 * 60_000 },
  },
}

/**
 * Harvest policy by confidence (0 to 1) and regime (FORMULAS, Decision, which leaves the rule open): a sure signal in a
 * market with a direction runs with the trend; an unsure one, or a market that goes nowhere or everywhere, is scalped;
 * the rest swings. A confidence that is not finite counts as 0.
 */
export function harvestPolicy(
  confidence: number,
  regime: Regime,
  params: HarvestParams = DEFAULT_HARVEST_PARAMS,
): Harvest {
  const policy = policyOf(clampOr(confidence, 0, 1, 0), regime, params)
  return { policy, ...params.policies[policy] }
}

function policyOf(confidence: number, regime: Regime, params: HarvestParams): Exclude<HarvestPolicy, 'UNKNOWN'> {
  if (confidence < params.swingConfidence) return 'SCALPER'
  switch (regime) {
    case 'VOLATILE':
    case 'RANGE':
      return 'SCALPER'
    case 'BULL':
    case 'BEAR':
      return confidence >= params.trendConfidence ? 'TREND_RUNNER' : 'SWING'
    case 'UNCERTAIN':
    case 'UNKNOWN':
      return 'SWING'
  }
}
