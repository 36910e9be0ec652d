/** Tells when an account changes what it may do: halted, reducing, draining, and back to normal. */
import type { AccountState } from '../../records/generated.ts'
import { formatMoney, formatPercent } from '../../report/format.ts'
import { type Alert, asLine, type Severity } from '../alert.ts'

type Mode = AccountState['mode']

const SEVERITIES: Readonly<Record<Mode, Severity>> = {
  ACTIVE: 'info',
  REDUCING: 'warning',
  DRAINING: 'warning',
  HALTED: 'critical',
  UNKNOWN: 'critical',
}

export class AccountRule {
  private readonly modes = new Map<string, Mode>()

  /** The first state of an account is news only where it is not the normal one. */
  see({
    account,
    mode,
    mode_reason: reason,
    event_time: timeMs,
    equity,
    drawdown_ratio,
  }: AccountState): readonly Alert[] {
    const before = this.modes.get(account) ?? 'ACTIVE'
    this.modes.set(account, mode)
    if (mode === before) return []
    const title =
      mode === 'ACTIVE'
        ? `Account ${account} resumed: it was ${before}`
        : `Account ${account} is ${mode}: ${reason == null ? 'no reason given' : asLine(reason)}`
    const text = `equity ${formatMoney(equity)}, drawdown ${formatPercent(drawdown_ratio)}`
    const id = `${account} ${mode} ${timeMs}`
    return [{ id, kind: 'account', severity: SEVERITIES[mode], timeMs, account, symbol: null, title, text }]
  }
}
