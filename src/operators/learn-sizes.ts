/** Closed positions into learnt values: one step of the sizing bandit. */
import type { OperatorFunction } from 'rxjs'
import { learn, reward } from '../domain/sizing.ts'
import type { PositionUpdate, SizingPolicy } from '../records/generated.ts'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input, Output } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'

const DAY_MS = 86_400_000

export interface LearnSizesOptions {
  /** Learnt values, by `<state>|<multiplier>`. */
  readonly store: KeyValueStore<SizingPolicy>
  /** Weight of a new reward. */
  readonly alpha: number
  /** Stream time, ms. */
  now(): number
}

/** Learns from each CLOSED position; all other updates are passed over. */
export function learnSizes(options: LearnSizesOptions): OperatorFunction<Input<PositionUpdate>, Output<SizingPolicy>> {
  const { store, alpha, now } = options
  return bindStep('learnSizes', ({ value: position, traceId }) => {
    if (position.status !== 'CLOSED') return []
    const { state, action } = position.sizing
    const key = `${state}|${action}`
    const known = store.get(key)
    const pnlRatio = position.pnl_ratio ?? 0
    const earned = reward({
      pnlRatio,
      daysHeld: (position.duration_ms ?? 0) / DAY_MS,
      maxDrawdownRatio: position.max_drawdown_ratio ?? 0,
      won: pnlRatio > 0,
    })
    const next: SizingPolicy = {
      state,
      action,
      event_time: now(),
      value: learn(known?.value ?? 0, earned, alpha),
      visits: (known?.visits ?? 0) + 1,
    }
    store.set(key, next)
    return [{ value: next, traceId }]
  })
}
