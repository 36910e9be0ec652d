/** Tells the sources of one step apart, and keeps their order: which stream a record came from, beside the record. */
import { map, merge, type Observable } from 'rxjs'

/** A record with the name of the stream it came from. */
export type Tagged<Streams extends Readonly<Record<string, Observable<unknown>>>> = {
  [K in keyof Streams & string]: Streams[K] extends Observable<infer V>
    ? { readonly from: K; readonly record: V }
    : never
}[keyof Streams & string]

/**
 * Merges named streams into one.
 *
 * @example
 * tagged({ tick, signal }).pipe(bindStep('x', (input) => input.from === 'tick' ? … : …))
 */
export function tagged<const S extends Readonly<Record<string, Observable<unknown>>>>(
  streams: S,
): Observable<Tagged<S>> {
  const named = Object.entries(streams).map(([from, stream]) => stream.pipe(map((record) => ({ from, record }))))
  return merge(...named) as Observable<Tagged<S>>
}
