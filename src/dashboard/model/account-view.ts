/** The account over time: its newest state, and an equity curve that stays short however long the run. */
import type { AccountState, ControlCommand } from '../../records/generated.ts'
import type { ControlLog } from '../protocol/flow.ts'
import type { EquityPoint, Overview } from '../protocol/overview.ts'
import { Ring } from './ring.ts'

/** Points the curve keeps at most; then every second one goes, lows and highs of the drawdown aside. */
const MOST_POINTS = 1_200
const KEPT_COMMANDS = 200

export class AccountView {
  private state: AccountState | null = null
  private points: EquityPoint[] = []
  private readonly commands = new Ring<ControlCommand>(KEPT_COMMANDS)

  seeState(state: AccountState): void {
    this.state = state
    const point: EquityPoint = [state.event_time, Number(state.equity), state.drawdown_ratio]
    const [beforeLast, last] = [this.points.at(-2), this.points.at(-1)]
    // Where nothing changes, the first and the last of it tell all.
    if (last !== undefined && beforeLast !== undefined && isSame(beforeLast, last) && isSame(last, point))
      this.points.pop()
    this.points.push(point)
    if (this.points.length > MOST_POINTS) this.points = thinned(this.points)
  }

  /** Of the account that is shown; null before its first state. */
  get name(): string | null {
    return this.state?.account ?? null
  }

  seeCommand(command: ControlCommand): void {
    this.commands.push(command)
  }

  /**
   * The account at the last prices, as the report values it.
   *
   * @param unrealised profit of the open positions at the last prices, quote units; null where one has no price
   */
  accountAt(unrealised: number | null): Overview['account'] {
    const { state } = this
    if (state === null) return null
    const [equity, drawdownRatio] = this.valueAt(state, unrealised)
    return {
      name: state.account,
      balance: Number(state.balance),
      equity,
      marginRatio: state.margin_utilisation_ratio,
      exposureRatio: state.notional_ratio,
      drawdownRatio,
      mode: state.mode,
      modeReason: state.mode_reason ?? null,
      closedPositions: state.closed_positions,
      winRateRatio: state.win_rate_ratio ?? null,
    }
  }

  /** The curve, and where it stands at the last prices. */
  equityAt(unrealised: number | null, timeMs: number | null): readonly EquityPoint[] {
    const last = this.points.at(-1)
    if (this.state === null || last === undefined) return []
    const now = this.valueAt(this.state, unrealised)
    return [...this.points, [Math.max(timeMs ?? 0, last[0]), ...now]]
  }

  /** States of an account come when something happens to it: prices go on in between. The peak is the one it fell from. */
  private valueAt(state: AccountState, unrealised: number | null): [equity: number, drawdownRatio: number] {
    const { drawdown_ratio: fall } = state
    const told = Number(state.equity)
    if (unrealised === null) return [told, fall]
    const equity = Number(state.balance) + unrealised
    const peak = fall < 1 ? told / (1 - fall) : told
    return [equity, peak > 0 ? Math.max(0, 1 - equity / peak) : fall]
  }

  get controlLog(): ControlLog {
    const rows = this.commands.all
      .map(({ event_time: timeMs, command, issued_by: issuedBy, reason }) => ({ timeMs, command, issuedBy, reason }))
      .toReversed()
    return { mode: this.state?.mode ?? null, modeReason: this.state?.mode_reason ?? null, rows }
  }
}

function isSame([, equity, drawdown]: EquityPoint, [, otherEquity, otherDrawdown]: EquityPoint): boolean {
  return equity === otherEquity && drawdown === otherDrawdown
}

/** Of each four points the two that tell most: the lowest and the highest equity, in their order. */
function thinned(points: readonly EquityPoint[]): EquityPoint[] {
  const kept: EquityPoint[] = []
  for (let at = 0; at < points.length; at += 4) {
    const part = points.slice(at, at + 4)
    const sorted = [...part].sort((a, b) => a[1] - b[1])
    kept.push(...new Set([sorted[0]!, sorted.at(-1)!].sort((a, b) => a[0] - b[0])))
  }
  const last = points.at(-1)!
  if (kept.at(-1) !== last) kept.push(last)
  return kept
}
