/** Picks what a decider emitted for one sink. */
import { filter, map, type OperatorFunction, pipe } from 'rxjs'
import type { Emission } from '../domain/emission.ts'
import type { Output } from '../topology/topology.ts'

type Tagged = Emission<string, unknown>
type ValueFor<E extends Tagged, S extends E['sink']> = Extract<E, { readonly sink: S }>['value']

/**
 * Lets through the emissions of one sink, as outputs.
 *
 * @example
 * return { plan: decided$.pipe(route('plan')), decision: decided$.pipe(route('decision')) }
 */
export function route<E extends Tagged, S extends E['sink']>(sink: S): OperatorFunction<E, Output<ValueFor<E, S>>> {
  return pipe(
    filter(
      (emission: E): emission is E & { readonly sink: S; readonly value: ValueFor<E, S> } => emission.sink === sink,
    ),
    map(({ value, traceId }) => ({ value, traceId })),
  )
}
