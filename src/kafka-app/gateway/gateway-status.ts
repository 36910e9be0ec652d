/** Where a gateway stands, as it says itself when it is asked. */
import type { Gateway } from '../../connectors/gateway/gateway.ts'
import type { SymbolLane } from '../../connectors/gateway/symbol-lane.ts'
import type { Lease } from './lease.ts'

export interface GatewayStatus {
  readonly state: 'starting' | 'waiting' | 'running' | 'stopped' | 'halted'
  /** True where entries are sent: active, reconciled, and nothing unexplained. */
  readonly mayOpen: boolean
  /** False while the log has the account halted, reducing or draining. */
  readonly isActive: boolean
  readonly isReconciled: boolean
  /** How long the account is still this gateway's without another proof, ms. */
  readonly leaseLeftMs: number
  readonly symbols: readonly Pick<SymbolLane, 'symbol' | 'isClean' | 'problems' | 'waiting' | 'unprotectedSince'>[]
}

/** Asks everybody; `gateway` is null before it was made. */
export function gatewayStatus(state: GatewayStatus['state'], gateway: Gateway | null, lease: Lease): GatewayStatus {
  const { mayOpen = false, isActive = false, isReconciled = false, lanes = [] } = gateway ?? {}
  const symbols = lanes.map(({ symbol, isClean, problems, waiting, unprotectedSince }) => {
    return { symbol, isClean, problems, waiting, unprotectedSince }
  })
  return { state, mayOpen, isActive, isReconciled, leaseLeftMs: lease.leftMs, symbols }
}
