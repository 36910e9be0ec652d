/** What the operator may set about plans and exits. */

/** The numbers of exit-brain. */
export interface ExitConfig {
  /** An opening intent older than this is skipped as stale, ms. */
  readonly intentTtlMs: number
  /** Equity before the first account.state was read, quote units, decimal: the paper balance. */
  readonly paperBalance: string
  /** Risk of a symbol, 0.5 to 1.5; a symbol that is not listed has risk 1. */
  readonly symbolRisk: Readonly<Record<string, number>>
  /** Share of the equity that a stop may cost. */
  readonly riskPerTradeRatio: number
  /** Base distance of the targets, fraction of the entry. */
  readonly baseTpRatio: number
  /** Base distance of the stop, fraction of the entry. */
  readonly baseSlRatio: number
  /** Slippage expected of one taker fill, basis points of the notional. */
  readonly slippageBps: number
  /** Distance of the trailing stop behind the best price, in ATR. */
  readonly trailAtrMultiple: number
  /** Gain after which the stop trails, in R (1 R = distance of the first stop from the average entry). */
  readonly trailAfterR: number
  /** Smallest move of the stop worth a revision, in R. */
  readonly trailStepR: number
  /** Shortest time between two trailing revisions, ms. */
  readonly trailIntervalMs: number
  /**
   * The position is closed once the mark has this share of the way from liquidation to entry left. At most 0.02: the
   * guard of the plan keeps the stop within 98 % of that way, and the stop must come first.
   */
  readonly liquidationGuardRatio: number
}

/** What a plan is made with: the numbers of exit-brain, and the operator's bound on the leverage. */
export interface PlanConfig extends ExitConfig {
  /** Whole leverage that no plan goes beyond, 5 to 80; a plan that it binds says LEVERAGE_CAP in `limited_by`. */
  readonly leverageCap: number
}

/** No bound beyond the formula's own (FORMULAS, Leverage). */
export const DEFAULT_LEVERAGE_CAP = 80

/** The numbers of FORMULAS (From plan to quantity, While open, Subscriber rules). */
export const DEFAULT_EXIT_CONFIG: ExitConfig = {
  intentTtlMs: 5 * 60_000,
  paperBalance: '10000',
  symbolRisk: {},
  riskPerTradeRatio: 0.005,
  baseTpRatio: 0.01,
  baseSlRatio: 0.005,
  slippageBps: 2,
  trailAtrMultiple: 1.5,
  trailAfterR: 1,
  trailStepR: 0.1,
  trailIntervalMs: 1000,
  liquidationGuardRatio: 0.02,
}
