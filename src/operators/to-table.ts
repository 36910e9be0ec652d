/** A table: the latest value of each key. */
import type { OperatorFunction } from 'rxjs'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'

/**
 * Keeps the latest value of each record key in a store, and passes every record on.
 *
 * @example
 * run(instrument.pipe(toTable(stores.instruments)))
 */
export function toTable<V>(store: KeyValueStore<V>): OperatorFunction<Input<V>, Input<V>> {
  return bindStep('toTable', (input) => {
    store.set(input.key, input.value)
    return [input]
  })
}
