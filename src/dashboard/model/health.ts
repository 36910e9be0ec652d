/** Whether the run that is shown does its work; derived from what it has committed, never set by anybody. */
import type { Overview } from '../protocol/overview.ts'
import type { StandingTopology } from './standstill.ts'

export interface Health {
  readonly ready: boolean
  /** Why not; empty where it is ready. */
  readonly reasons: readonly string[]
}

/** Ready is a run that has committed something, whose account is not halted, and whose state was read to its end. */
export function healthOf({ streamTimeMs, account, link, ticksRead, ticks, standing }: HealthFacts): Health {
  const reasons = [
    ...(streamTimeMs === null ? ['no commit yet: the run has not begun'] : []),
    ...(link?.awaySinceMs == null
      ? []
      : [`the cluster does not answer since ${new Date(link.awaySinceMs).toISOString()}`]),
    ...(link?.trouble == null ? [] : [`the cluster is not followed any more: ${link.trouble}`]),
    ...(link?.isCatchingUp ? ['catching up: the cluster holds records that were not read yet'] : []),
    ...(ticksRead < ticks ? [`catching up: ${ticksRead} of ${ticks} ticks read`] : []),
    ...standing.map(({ name, forMs, records }) => {
      const since = `${Math.round(forMs / 1000)} s, ${records} records`
      return `${name} stands still although its input moves: for ${since}`
    }),
    ...(account?.mode === 'HALTED' ? [`the account is halted: ${account.modeReason ?? 'no reason given'}`] : []),
  ]
  return { ready: reasons.length === 0, reasons }
}

export interface HealthFacts extends Pick<Overview, 'streamTimeMs' | 'account' | 'link' | 'ticks'> {
  readonly ticksRead: number
  readonly standing: readonly StandingTopology[]
}
