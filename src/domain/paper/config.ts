/** Settings of the paper exchange: how pessimistic its fills are and what a liquidation costs. */

/** Settings of the paper exchange. */
export interface PaperConfig {
  /** How far a taker fill is worse than the tick's price, basis points of the price (1 = 0.01 %). */
  readonly slippageBps: number
  /** Largest share of a tick's volume that all our fills at that tick may take together, fraction. */
  readonly participationRatio: number
  /** `through`: a resting limit order fills when the price trades beyond it; `touch`: at its price already. */
  readonly limitFill: 'through' | 'touch'
  /** Liquidation clearance fee, fraction of the notional that is liquidated (0.0125 = 1.25 %). */
  readonly liquidationFeeRatio: number
  /** How long funding that is due waits for a tick, hence for a mark price, before it is paid without one, ms. */
  readonly fundingGraceMs: number
  /** Asset of the account's money where no instrument says otherwise. */
  readonly quoteAsset: string
}

export const DEFAULT_PAPER_CONFIG: PaperConfig = {
  slippageBps: 1,
  participationRatio: 1,
  limitFill: 'through',
  liquidationFeeRatio: 0.0125,
  fundingGraceMs: 60_000,
  quoteAsset: 'USDT',
}
