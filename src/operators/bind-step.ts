/** The one place where a step with state meets RxJS: it runs once per record, however many streams hang below it. */
import { Observable, type OperatorFunction, share } from 'rxjs'
import { TopologyError } from '../topology/define.ts'

/**
 * Makes an operator of a step that reads and writes stores. The result is multicast: two sinks below it do not run the
 * step twice. Using the same operator in a second place, or subscribing again after the last subscriber left, would run
 * it twice per record on the same state and is refused with a TopologyError SECOND_SUBSCRIPTION.
 *
 * A step that throws ends the stream with that error; the runtime undoes what it wrote and sets the record aside.
 *
 * @param name what the step is called in an error
 * @param step gets the record, returns what it emits, in order
 */
export function bindStep<I, O>(name: string, step: (input: I) => readonly O[]): OperatorFunction<I, O> {
  let bound = false
  return (source) => {
    const once = new Observable<O>((subscriber) => {
      if (bound) throw new TopologyError('SECOND_SUBSCRIPTION', `the step "${name}" was subscribed a second time`)
      bound = true
      return source.subscribe({
        next: (input) => {
          let outputs: readonly O[]
          try {
            outputs = step(input)
          } catch (error) {
            subscriber.error(error)
            return
          }
          for (let i = 0; i < outputs.length; i++) subscriber.next(outputs[i] as O)
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
    return once.pipe(share())
  }
}
