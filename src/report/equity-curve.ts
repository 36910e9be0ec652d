/** The equity curve out of account.state. */
import type { AccountMode, AccountState } from '../records/generated.ts'

/** The account at one moment. */
export interface EquityPoint {
  /** Unix ms. */
  readonly time: number
  /** Balance plus unrealised profit, quote units. */
  readonly equity: number
  /** Fall from the highest equity so far, fraction; deposits and withdrawals do not count. */
  readonly drawdownRatio: number
}

/** What the states of an account tell over a whole run. */
export interface EquityHistory {
  /** In order of time; unchanged moments in a row are told by the first and the last of them. */
  readonly points: readonly EquityPoint[]
  /** Wallet balance at the end, quote units, decimal; null without any state. */
  readonly endBalance: string | null
  readonly mode: AccountMode | null
  readonly modeReason: string | null
  readonly longestLossStreak: number
  readonly mostOpenPositions: number
  /** Largest share of the equity that was used as margin, fraction. */
  readonly maxMarginRatio: number
  /** Largest notional over equity. */
  readonly maxNotionalRatio: number
}

/** Folds the states of one account, in order of time. */
export function equityHistory(states: Iterable<AccountState>): EquityHistory {
  const points: EquityPoint[] = []
  let last: AccountState | null = null
  let [longestLossStreak, mostOpenPositions, maxMarginRatio, maxNotionalRatio] = [0, 0, 0, 0]
  for (const state of states) {
    append(points, { time: state.event_time, equity: Number(state.equity), drawdownRatio: state.drawdown_ratio })
    longestLossStreak = Math.max(longestLossStreak, state.loss_streak)
    mostOpenPositions = Math.max(mostOpenPositions, state.open_positions)
    maxMarginRatio = Math.max(maxMarginRatio, state.margin_utilisation_ratio)
    maxNotionalRatio = Math.max(maxNotionalRatio, state.notional_ratio)
    last = state
  }
  return {
    points,
    endBalance: last?.balance ?? null,
    mode: last?.mode ?? null,
    modeReason: last?.mode_reason ?? null,
    longestLossStreak,
    mostOpenPositions,
    maxMarginRatio,
    maxNotionalRatio,
  }
}

/** The points and the account at the end, marked at the last prices. The peak is the one the last point fell from. */
export function withEnd(points: readonly EquityPoint[], time: number, equity: number): readonly EquityPoint[] {
  const last = points.at(-1)
  if (last === undefined) return [{ time, equity, drawdownRatio: 0 }]
  const peak = last.drawdownRatio < 1 ? last.equity / (1 - last.drawdownRatio) : last.equity
  const drawdownRatio = peak > 0 ? Math.max(0, 1 - equity / peak) : last.drawdownRatio
  return [...points, { time: Math.max(time, last.time), equity, drawdownRatio }]
}

/** The deepest point, the first of them; null without points. */
export function deepest(points: readonly EquityPoint[]): EquityPoint | null {
  let found: EquityPoint | null = null
  for (const point of points) if (found === null || point.drawdownRatio > found.drawdownRatio) found = point
  return found
}

function append(points: EquityPoint[], point: EquityPoint): void {
  const [beforeLast, last] = [points.at(-2), points.at(-1)]
  if (last !== undefined && beforeLast !== undefined && same(beforeLast, last) && same(last, point)) points.pop()
  points.push(point)
}

function same(a: EquityPoint, b: EquityPoint): boolean {
  return a.equity === b.equity && a.drawdownRatio === b.drawdownRatio
}
