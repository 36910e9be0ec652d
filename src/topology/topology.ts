/** The description of a topology: sources, stores, sinks, and how Observables of one become Observables of the other. */
import type { Observable } from 'rxjs'
import type { KeyValueStoreSpec, StoreHandle, WindowStoreSpec } from './store.ts'
import type { Topic } from './topic.ts'

/** A record as operators see it. */
export interface Input<V> {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  /** Event time of the record, ms. */
  readonly timestamp: number
  /** Id of the signal that started the chain; null where none did. */
  readonly traceId: string | null
  readonly value: V
}

/** A value for a sink, with the trace it belongs to. */
export interface Output<V> {
  readonly value: V
  readonly traceId: string | null
}

/** How a task reads a topic. */
export interface Source<V> {
  readonly topic: Topic<V>
  /** `partitioned`: the task's own partition; `broadcast`: every task reads all of it. */
  readonly mode: 'partitioned' | 'broadcast'
  /** Records of one instant with a lower rank are taken first; without it they go by key. */
  rank?(value: V): number
}

/** Every task reads all of the topic. */
export function broadcast<V>(topic: Topic<V>): Source<V> {
  return { topic, mode: 'broadcast' }
}

/** Orders the records of one instant by a rank (lowest first), then by key. */
export function ranked<V>(topic: Topic<V>, rank: (value: V) => number): Source<V> {
  return { topic, mode: 'partitioned', rank }
}

export type SourceMap = Readonly<Record<string, Topic<unknown> | Source<unknown>>>
export type StoreMap = Readonly<Record<string, KeyValueStoreSpec<unknown> | WindowStoreSpec<unknown>>>
export type SinkMap = Readonly<Record<string, Topic<unknown>>>

type ValueOf<T> = T extends Topic<infer V> ? V : T extends Source<infer V> ? V : never

/** The hot streams of the sources, by the names the topology gave them. */
export type Streams<S extends SourceMap> = { readonly [K in keyof S]: Observable<Input<ValueOf<S[K]>>> }

/** What `build` hands back: a stream for each sink. */
export type Sinks<K extends SinkMap> = { readonly [N in keyof K]: Observable<Output<ValueOf<K[N]>>> }

/** What `build` gets beside the streams. */
export interface Context<St extends StoreMap, C> {
  readonly stores: { readonly [K in keyof St]: StoreHandle<St[K]> }
  readonly config: C
  /** Event times, ms, at which the topology asked to be woken (`punctuateEveryMs`). */
  readonly punctuation: Observable<number>
  /** Stream time of the step that is running, ms: the time every output carries. */
  now(): number
  /** Runs a stream that feeds stores and has no sink. */
  run(stream: Observable<unknown>): void
}

export interface TopologyDefinition<S extends SourceMap, St extends StoreMap, K extends SinkMap, C> {
  readonly name: string
  /** One sentence: what it makes of what. */
  readonly doc: string
  /** In the order in which records of one instant are taken. */
  readonly sources: S
  readonly stores: St
  readonly sinks: K
  /** `partitioned`: a task per partition; `single`: one task reads every partition. Default: partitioned. */
  readonly tasks?: 'partitioned' | 'single'
  /** Wakes the topology whenever stream time passes a multiple of this, ms. */
  readonly punctuateEveryMs?: number
  /** The configuration it runs with where the driver gives none. */
  readonly config: C
  build(streams: Streams<S>, context: Context<St, C>): Sinks<K>
}

/** A checked topology, with its sources in normal form. A driver runs it; it does nothing by itself. */
export interface Topology<C> {
  readonly name: string
  readonly doc: string
  readonly sources: readonly (Source<unknown> & { readonly name: string })[]
  readonly stores: readonly ((KeyValueStoreSpec<unknown> | WindowStoreSpec<unknown>) & { readonly alias: string })[]
  readonly sinks: readonly { readonly name: string; readonly topic: Topic<unknown> }[]
  readonly tasks: 'partitioned' | 'single'
  readonly punctuateEveryMs: number | null
  readonly config: C
  build(
    streams: Readonly<Record<string, Observable<Input<unknown>>>>,
    context: Context<StoreMap, C>,
  ): Readonly<Record<string, Observable<Output<unknown>>>>
}
