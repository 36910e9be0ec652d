/** Whether a process is ready to do its work, and if not, why. */
import type { HealthSnapshot } from '../connectors/market-ingest/index.ts'
import type { LaneState } from '../runtime/kafka/lane/lane-state.ts'
import type { GatewayStatus } from './gateway/gateway-status.ts'
import { STANDSTILL_MS, type Standing } from './standstill.ts'

export interface Readiness {
  readonly ready: boolean
  /** What it is doing, or what keeps it from working. */
  readonly reason: string
}

/** A member, as far as it says whether it is ready. */
export interface MemberStanding {
  readonly state: 'starting' | 'restoring' | 'running' | 'halted' | 'stopped'
  readonly lanes: readonly { readonly lane: number; readonly state: LaneState }[]
}

/**
 * Ready is a member that the group has given lanes, that has restored all of them, and whose tasks get on with their
 * inputs.
 *
 * @param standings how every task stands
 * @param mostMs how long a task may stand still, ms
 */
export function readinessOf(
  { state, lanes }: MemberStanding,
  standings: readonly Standing[],
  mostMs = STANDSTILL_MS,
): Readiness {
  const named = (wanted: string) => lanes.filter((lane) => lane.state === wanted).map(({ lane }) => lane)
  switch (state) {
    case 'starting':
      return { ready: false, reason: 'not joined: the registry, the cluster or the group has not answered yet' }
    case 'restoring': {
      const waiting = lanes.filter((lane) => lane.state !== 'running').map((lane) => `${lane.lane} (${lane.state})`)
      return { ready: false, reason: `not restored: lane ${waiting.join(', ')}` }
    }
    case 'halted':
      return { ready: false, reason: `halted: lane ${named('halted').join(', ')}; the log says why` }
    case 'stopped':
      return { ready: false, reason: 'stopping' }
    case 'running':
      if (lanes.length === 0) {
        return { ready: false, reason: 'not assigned: the group has more members than lanes, this one stands by' }
      }
      return standingStill(standings, mostMs) ?? { ready: true, reason: `running lane ${named('running').join(', ')}` }
  }
}

function standingStill(standings: readonly Standing[], mostMs: number): Readiness | null {
  const still = standings.filter(({ standstillMs }) => standstillMs >= mostMs)
  if (still.length === 0) return null
  const names = still.map(({ topology, partition }) => `${topology}/${partition}`)
  const seconds = Math.floor(Math.max(...still.map(({ standstillMs }) => standstillMs)) / 1000)
  return { ready: false, reason: `standing still for ${seconds} s although there are inputs: ${names.join(', ')}` }
}

/** Ready is an ingest whose exchanges are all live; feeds that stand still are named beside it. */
export function ingestReadiness({ exchanges, feeds }: HealthSnapshot): Readiness {
  const away = exchanges.filter(({ state }) => state !== 'LIVE')
  const frozen = feeds.filter(({ isFrozen }) => isFrozen).map(({ symbol, exchange }) => `${symbol} on ${exchange}`)
  const reasons = away.map(
    ({ exchange, state, lastError }) => `${exchange} is ${state} (${lastError ?? 'no answer yet'})`,
  )
  const note = frozen.length === 0 ? '' : `; these stand still: ${frozen.join(', ')}`
  if (exchanges.length > 0 && away.length === 0) return { ready: true, reason: `${feeds.length} feeds${note}` }
  return { ready: false, reason: `${reasons.join('; ') || 'no exchange was asked yet'}${note}` }
}

/** Ready is a gateway that owns its account and has explained all that it found at the exchange. */
export function gatewayReadiness({ state, isReconciled, isActive, symbols }: GatewayStatus): Readiness {
  switch (state) {
    case 'starting':
      return { ready: false, reason: 'not started: the registry or the cluster has not answered yet' }
    case 'waiting':
      return { ready: false, reason: 'waiting until requests of the gateway before can no longer arrive' }
    case 'stopped':
      return { ready: false, reason: 'stopped' }
    case 'halted':
      return { ready: false, reason: 'halted: it has ended with an error, which the log names' }
    case 'running': {
      const unclean = symbols.filter(({ isClean }) => !isClean)
      const reasons = unclean.map(({ symbol, problems }) => `${symbol} (${problems?.join(', ') ?? 'not asked yet'})`)
      const what = reasons.length === 0 ? 'the account was not read' : reasons.join(', ')
      if (!isReconciled) return { ready: false, reason: `not reconciled: ${what}; no entries are sent` }
      return { ready: true, reason: isActive ? 'entries are sent' : 'the account is not active: exits only' }
    }
  }
}
