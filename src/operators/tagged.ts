/** Tells the sources of one step apart: which stream a record came from, beside the record. */
import { Observable } from 'rxjs'

/** A record with the name of the stream it came from. */
export type Tagged<Streams extends Readonly<Record<string, Observable<unknown>>>> = {
  [K in keyof Streams & string]: Streams[K] extends Observable<infer V>
    ? { readonly from: K; readonly record: V }
    : never
}[keyof Streams & string]

/**
 * Merges named streams into one, in the order in which they emit; it completes when all of them have. What
 * `merge(a.pipe(map(tag)), …)` does, without its layers: this runs for every tick.
 *
 * @example
 * tagged({ tick, signal }).pipe(bindStep('x', (input) => input.from === 'tick' ? … : …))
 */
export function tagged<const S extends Readonly<Record<string, Observable<unknown>>>>(
  streams: S,
): Observable<Tagged<S>> {
  return new Observable<Tagged<S>>((subscriber) => {
    const named = Object.entries(streams)
    let open = named.length
    for (const [from, stream] of named) {
      subscriber.add(
        stream.subscribe({
          next: (record) => subscriber.next({ from, record } as Tagged<S>),
          error: (error) => subscriber.error(error),
          complete: () => {
            open--
            if (open === 0) subscriber.complete()
          },
        }),
      )
    }
    if (open === 0) subscriber.complete()
  })
}
