/** The keyed-state operator: `(state, record) → [state, outputs]`, bound to a named store. */
import type { OperatorFunction } from 'rxjs'
import type { KeyValueStore } from '../topology/store.ts'
import { bindStep } from './bind-step.ts'

/** A pure step: from the state of a key and a record to the next state (undefined forgets the key) and the outputs. */
export type Step<S, I, O> = (state: S | undefined, input: I) => readonly [state: S | undefined, outputs: readonly O[]]

/**
 * Binds a pure step to a store, one state per key.
 *
 * @example
 * tick.pipe(statefulMap(stores.last, (t) => t.key, (last, t) => [t.value.price, last === undefined ? [] : [t.value.price - last]]))
 *
 * @param store where the state of each key lives
 * @param keyOf the key of a record
 * @param step the pure step
 */
export function statefulMap<S, I, O>(
  store: KeyValueStore<S>,
  keyOf: (input: I) => string,
  step: Step<S, I, O>,
): OperatorFunction<I, O> {
  return bindStep('statefulMap', (input) => {
    const key = keyOf(input)
    const state = store.get(key)
    const [next, outputs] = step(state, input)
    if (next === undefined) store.delete(key)
    else if (next !== state) store.set(key, next)
    return outputs
  })
}
