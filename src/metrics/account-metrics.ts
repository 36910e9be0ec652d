/** The account as metrics: its mode, equity, drawdown and open positions. */
import type { Registry } from 'prom-client'
import type { AccountMode } from '../records/generated.ts'
import { addGauge, addGauges } from './series.ts'

/** What is known of an account. */
export interface AccountFigures {
  /** A symbol of AccountMode. */
  readonly mode: string
  /** Quote units. */
  readonly equity: number
  readonly drawdownRatio: number
  /** With reservations; null where somebody else counts positions. */
  readonly openPositions?: number
}

const MODES: Readonly<Record<AccountMode, true>> = {
  ACTIVE: true,
  REDUCING: true,
  HALTED: true,
  DRAINING: true,
  UNKNOWN: true,
}

/** Adds the gauges; `account` is null while nothing is known of one. */
export function addAccountMetrics(registry: Registry, account: () => AccountFigures | null): void {
  addGauge(
    registry,
    { name: 'ilf_account_open_positions', help: 'Open positions and reservations of the account.' },
    () => account()?.openPositions ?? null,
  )
  addGauge(
    registry,
    { name: 'ilf_account_equity', help: 'Equity of the account, quote units.' },
    () => account()?.equity ?? null,
  )
  addGauge(
    registry,
    { name: 'ilf_account_drawdown_ratio', help: 'Fall of the equity from its highest, as a fraction.' },
    () => account()?.drawdownRatio ?? null,
  )
  addGauges(
    registry,
    { name: 'ilf_account_mode', help: '1 for the mode the account is in, 0 for the others.', labels: ['mode'] },
    () => {
      const now = account()
      if (now === null) return []
      return Object.keys(MODES).map((mode) => [{ mode }, mode === now.mode ? 1 : 0] as const)
    },
  )
}
