/** Positions and final decisions into the reservation of their symbol. */
import { merge, type Observable } from 'rxjs'
import { onDecision, onPosition, type SymbolState } from '../domain/decision/symbol-state.ts'
import type { PlanDecision, PositionUpdate } from '../records/generated.ts'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { statefulMap } from './stateful-map.ts'

export interface TrackSymbolOptions {
  readonly store: KeyValueStore<SymbolState>
  readonly account: string
  readonly cooldownMs: number
}

/** Keeps the store `symbols` up to date with what became of the intents. Other accounts are passed over. */
export function trackSymbol(
  position$: Observable<Input<PositionUpdate>>,
  decision$: Observable<Input<PlanDecision>>,
  { store, account, cooldownMs }: TrackSymbolOptions,
): Observable<never> {
  return merge(position$, decision$).pipe(
    statefulMap(
      store,
      ({ key }) => key,
      (state, { value }) => {
        if (value.account !== account) return [state, []]
        return ['outcome' in value ? onDecision(state, value) : onPosition(value, cooldownMs), []]
      },
    ),
  )
}
