/** The account's risk limits: what stops the account as a whole when it is reached, and what a RESUME pardons. */
import { decimal } from '../decimal.ts'
import { type AccountBook, equityOf, type Mode } from './account-book.ts'
import { accountState } from './account-state.ts'
import type { ExecutionConfig } from './config.ts'
import { type RiskBook, utcDayOf } from './risk-book.ts'
import type { Decided } from './turn.ts'

/** A limit that stops the account; its name begins the account's mode_reason. */
type StoppingLimit = 'DAILY_LOSS' | 'DRAWDOWN' | 'LOSS_STREAK'

/** A limit that was reached. */
interface Breach {
  readonly limit: StoppingLimit
  /** HALTED: nothing opens until somebody has looked. REDUCING: what is open goes on to its exits. */
  readonly mode: Extract<Mode, 'HALTED' | 'REDUCING'>
  readonly detail: string
}

/** Below this share of a limit the exact comparison is not worth its time: it runs on every mark. */
const NEARLY = 1 - 1e-9

/** The account with its day brought up to `nowMs`: at the first input of a UTC day the loss of the day begins anew. */
export function onDay(account: AccountBook, nowMs: number): AccountBook {
  const dayMs = utcDayOf(nowMs)
  if (account.risk.dayMs === dayMs) return account
  return { ...account, risk: { ...account.risk, dayMs, dayEquity: equityOf(account) } }
}

/**
 * Ends a step: counts what the limits are measured by, and changes the account's mode where one is reached. A daily loss
 * or a drawdown halts, a losing streak reduces; the mode the account is in stays where it is stricter.
 */
export function withinLimits(before: AccountBook, after: Decided, nowMs: number, config: ExecutionConfig): Decided {
  if (after.account === before) return after
  const equity = equityOf(after.account)
  const account = counted(after.account, equity)
  const breach = breachOf(account, equity, config)
  if (breach === undefined || !isStricter(breach.mode, account.mode)) return { ...after, account }
  const stopped = { ...account, mode: breach.mode, modeReason: `${breach.limit}: ${breach.detail}` }
  const said = after.emissions.find(({ sink }) => sink === 'account')
  const rest = after.emissions.filter(({ sink }) => sink !== 'account')
  const state = { sink: 'account', value: accountState(stopped, nowMs), traceId: said?.traceId ?? null } as const
  return { ...after, account: stopped, emissions: [...rest, state] }
}

/** The counts after a RESUME: what the account was stopped for begins anew, everything else goes on. */
export function pardoned(account: AccountBook): RiskBook {
  const { risk, modeReason, lossStreak } = account
  const equity = equityOf(account)
  switch (limitOf(modeReason)) {
    case 'DAILY_LOSS':
      return { ...risk, dayEquity: equity }
    case 'DRAWDOWN':
      return { ...risk, peakEquity: equity }
    case 'LOSS_STREAK':
      return { ...risk, pardonedLosses: lossStreak }
    case undefined:
      return risk
  }
}

function limitOf(modeReason: string | null): StoppingLimit | undefined {
  const limits: readonly StoppingLimit[] = ['DAILY_LOSS', 'DRAWDOWN', 'LOSS_STREAK']
  return limits.find((limit) => modeReason?.startsWith(`${limit}:`))
}

/** A higher peak, and a streak that has ended: what was pardoned of it is over too. */
function counted(account: AccountBook, equity: number): AccountBook {
  const { risk, lossStreak } = account
  const peakEquity = Math.max(risk.peakEquity, equity)
  const pardonedLosses = lossStreak < risk.pardonedLosses ? 0 : risk.pardonedLosses
  if (peakEquity === risk.peakEquity && pardonedLosses === risk.pardonedLosses) return account
  return { ...account, risk: { ...risk, peakEquity, pardonedLosses } }
}

function breachOf({ risk, lossStreak }: AccountBook, equity: number, config: ExecutionConfig): Breach | undefined {
  const { maxDailyLossRatio, maxDrawdownRatio, maxLossStreak } = config
  if (isLost(equity, risk.dayEquity, maxDailyLossRatio)) {
    const detail = `${lossText(equity, risk.dayEquity)} since 00:00 UTC or the last resume, limit ${percent(maxDailyLossRatio)}`
    return { limit: 'DAILY_LOSS', mode: 'HALTED', detail }
  }
  if (isLost(equity, risk.peakEquity, maxDrawdownRatio)) {
    const detail = `${lossText(equity, risk.peakEquity)} since the highest equity, limit ${percent(maxDrawdownRatio)}`
    return { limit: 'DRAWDOWN', mode: 'HALTED', detail }
  }
  const streak = lossStreak - risk.pardonedLosses
  if (streak < maxLossStreak) return undefined
  return { limit: 'LOSS_STREAK', mode: 'REDUCING', detail: `${streak} losses in a row, limit ${maxLossStreak}` }
}

/** Whether `ratio` of `base` or more is gone. Exact in decimals: 7 % of 10,000 are 700, and not a hair more. */
function isLost(equity: number, base: number, ratio: number): boolean {
  if (base - equity < base * ratio * NEARLY) return false
  return decimal(base).minus(equity).gte(decimal(base).times(ratio))
}

const STRICTNESS: Readonly<Record<Mode, number>> = { ACTIVE: 0, DRAINING: 1, REDUCING: 1, HALTED: 2 }

function isStricter(mode: Mode, than: Mode): boolean {
  return STRICTNESS[mode] > STRICTNESS[than]
}

function lossText(equity: number, base: number): string {
  return `${(base - equity).toFixed(2)} of ${base.toFixed(2)} lost`
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(4))} %`
}
