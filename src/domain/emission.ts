/** What a pure decider hands back: values for named sinks, each with the trace it belongs to. */

/** One value for one sink. `traceId` is the id of the signal that started the chain, null where none did. */
export interface Emission<Sink extends string, Value> {
  readonly sink: Sink
  readonly value: Value
  readonly traceId: string | null
}
