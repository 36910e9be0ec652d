/** What an operator may set about an account: its limits, its patience and how much it remembers. */

/** Configuration of the execution decider; one account per task. Money is in quote units. */
export interface ExecutionConfig {
  /** Account whose records this task decides on; records of other accounts are left alone. */
  readonly account: string
  /** Settlement asset; fees and account events in an asset that is neither it nor at par do not touch the balance. */
  readonly quote: string
  /** Assets that are booked one to one as the settlement asset, as the exchange's multi-asset mode does with dollars. */
  readonly atParAssets: readonly string[]
  /** Wallet balance a new account starts with, decimal. */
  readonly startingBalance: string
  /** Open positions and reservations allowed at once. */
  readonly maxOpenPositions: number
  /** Largest share of the equity that margin and reservations may use. */
  readonly maxMarginUtilisationRatio: number
  /** Largest notional of all positions and reservations together, as a multiple of the equity. */
  readonly maxNotionalRatio: number
  /** Largest notional of one symbol, decimal. */
  readonly maxNotionalPerSymbol: string
  /** Entries sent within a minute. What leaves or protects a position is never held back. */
  readonly maxEntriesPerMinute: number
  /** Share of the equity at 00:00 UTC whose loss within the day halts the account; 1 is all of it. */
  readonly maxDailyLossRatio: number
  /** Share of the highest equity whose loss halts the account; 1 is all of it. */
  readonly maxDrawdownRatio: number
  /** Positions lost in a row after which the account only reduces. */
  readonly maxLossStreak: number
  /** Stops tried at one plan revision before the position is flattened and the account halts. */
  readonly maxStopAttempts: number
  /** CLOSE orders tried before the account halts. */
  readonly maxCloseAttempts: number
  /** Longest time an open position may be without an acknowledged stop, ms (DESIGN, 4). */
  readonly stopAckTimeoutMs: number
  /** Exchange error codes that say a reduce-only order found nothing left to reduce. */
  readonly nothingToReduceCodes: readonly string[]
  /** Exchange event ids remembered, so that a repeated account.event is booked once. */
  readonly rememberedVenueEvents: number
  /** Ended intents remembered, so that a repeated exit.plan is not decided on twice. */
  readonly rememberedIntents: number
  /** Whole leverage that no plan may go beyond, put in by the topology. Absent: the instrument's own limit alone. */
  readonly leverageCap?: number
}

export const DEFAULT_EXECUTION_CONFIG: ExecutionConfig = {
  account: 'paper',
  quote: 'USDT',
  atParAssets: ['USDC'],
  startingBalance: '10000',
  maxOpenPositions: 10,
  maxMarginUtilisationRatio: 0.8,
  maxNotionalRatio: 20,
  maxNotionalPerSymbol: '50000',
  maxEntriesPerMinute: 60,
  maxDailyLossRatio: 1,
  maxDrawdownRatio: 1,
  maxLossStreak: 1000,
  maxStopAttempts: 3,
  maxCloseAttempts: 3,
  stopAckTimeoutMs: 5_000,
  nothingToReduceCodes: ['-2022'],
  rememberedVenueEvents: 256,
  rememberedIntents: 128,
}

/** Whether an amount in this asset is booked to the balance. */
export function isBooked(asset: string, { quote, atParAssets }: ExecutionConfig): boolean {
  return asset === quote || atParAssets.includes(asset)
}
