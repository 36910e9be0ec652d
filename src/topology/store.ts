/** Named state stores: what a topology declares, and the handles its operators read and write. */

/** Declares a store: its name and version are part of the saved data, so both are written by hand. */
export interface StoreSpec<V> {
  readonly kind: 'key-value' | 'window'
  readonly name: string
  /** Raised when the shape of the values changes. */
  readonly version: number
  /** Turns a value saved by an older version into today's; `undefined` drops the entry. */
  migrate?(value: unknown, fromVersion: number): V | undefined
}

/** A map from key to an immutable JSON value. */
export interface KeyValueStore<V> {
  get(key: string): V | undefined
  /** Replaces the value of a key. The value must be plain JSON: no NaN, no infinities, no undefined inside. */
  set(key: string, value: V): void
  delete(key: string): void
  /** Keys in sorted order, whatever order they were written in. */
  keys(): readonly string[]
  readonly size: number
}

/** A map from key and bucket (a time, ms) to an immutable JSON value: one saved entry per bucket. */
export interface WindowStore<V> {
  get(key: string, bucket: number): V | undefined
  set(key: string, bucket: number, value: V): void
  /** The values of a key, oldest bucket first. */
  values(key: string): readonly V[]
  /** The buckets of a key, ascending, beside `values`. */
  buckets(key: string): readonly number[]
  /** Drops every bucket of a key that lies before `bucket`. */
  dropBefore(key: string, bucket: number): void
  /** Drops the oldest buckets of a key until at most `count` are left. */
  keepLast(key: string, count: number): void
  /** Keys in sorted order. */
  keys(): readonly string[]
}

export interface KeyValueStoreSpec<V> extends StoreSpec<V> {
  readonly kind: 'key-value'
}

export interface WindowStoreSpec<V> extends StoreSpec<V> {
  readonly kind: 'window'
}

type Options<V> = { readonly version?: number; migrate?(value: unknown, fromVersion: number): V | undefined }

/** Declares a key-value store. */
export function keyValueStore<V>(name: string, options: Options<V> = {}): KeyValueStoreSpec<V> {
  return { kind: 'key-value', name, version: 1, ...options }
}

/** Declares a window store. */
export function windowStore<V>(name: string, options: Options<V> = {}): WindowStoreSpec<V> {
  return { kind: 'window', name, version: 1, ...options }
}

/** The handle an operator gets for a declared store. */
export type StoreHandle<S> =
  S extends KeyValueStoreSpec<infer V> ? KeyValueStore<V> : S extends WindowStoreSpec<infer V> ? WindowStore<V> : never
