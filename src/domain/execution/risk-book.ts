/** What the account's risk limits are counted from: where the day began, the highest equity, entries of the last minute. */

/** Length of the window in which entries are counted, ms. */
const RATE_WINDOW_MS = 60_000
const DAY_MS = 86_400_000

/** Counts of the risk limits; JSON-able. An operator's RESUME starts those anew that the account was stopped for. */
export interface RiskBook {
  /** Start of the UTC day in which the last input lies, Unix time in ms; 0 before the first. */
  readonly dayMs: number
  /** Equity at that time, or at the RESUME that pardoned the day's loss; transfers move it along. Quote units. */
  readonly dayEquity: number
  /** Highest equity since the start, or since the RESUME that pardoned a drawdown; transfers move it along. */
  readonly peakEquity: number
  /** Losses of the present streak that a RESUME has pardoned. */
  readonly pardonedLosses: number
  /** Event times of the entries of the last minute, oldest first. */
  readonly entryTimes: readonly number[]
}

/** The counts of an account that begins with an equity. */
export function openRisk(equity: number): RiskBook {
  return { dayMs: 0, dayEquity: equity, peakEquity: equity, pardonedLosses: 0, entryTimes: [] }
}

/** Start of the UTC day of an event time, ms. */
export function utcDayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS
}

/** Entries within the minute that ends now; one that is exactly a minute old counts no more. */
export function recentEntries({ entryTimes }: RiskBook, nowMs: number): readonly number[] {
  return entryTimes.filter((timeMs) => timeMs > nowMs - RATE_WINDOW_MS)
}

/** Counts an entry. The limit on entries keeps the memory small. */
export function withEntryAt(risk: RiskBook, nowMs: number): RiskBook {
  return { ...risk, entryTimes: [...recentEntries(risk, nowMs), nowMs] }
}

/** Moves everything that equity is compared with by money that came in or went out. */
export function withRiskTransfer(risk: RiskBook, amount: number): RiskBook {
  return { ...risk, dayEquity: risk.dayEquity + amount, peakEquity: risk.peakEquity + amount }
}
