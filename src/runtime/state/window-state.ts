/** A window store in memory: per key a short ascending list of buckets, each saved as an entry of its own. */
import type { WindowStore } from '../../topology/store.ts'
import type { Entry } from './journal.ts'
import { StateStore } from './state-store.ts'

interface WindowEntry<V> extends Entry<V> {
  readonly owner: string
  readonly bucket: number
}

interface Window<V> {
  readonly all: Map<number, WindowEntry<V>>
  /** Entries with a value, by ascending bucket. */
  readonly ordered: WindowEntry<V>[]
  /** Values and buckets of `ordered`, made when asked for. */
  values: readonly V[] | null
  buckets: readonly number[] | null
}

/** Separates key and bucket in a saved key; buckets have no such character, so the last one counts. */
const SEPARATOR = '@'

export class WindowState<V> extends StateStore<V> implements WindowStore<V> {
  private readonly windows = new Map<string, Window<V>>()

  get(key: string, bucket: number): V | undefined {
    return this.windows.get(key)?.all.get(bucket)?.value
  }

  set(key: string, bucket: number, value: V): void {
    const window = this.windowOf(key)
    let entry = window.all.get(bucket)
    if (entry === undefined) {
      entry = { key: `${key}${SEPARATOR}${bucket}`, owner: key, bucket, value: undefined, dirty: false }
      window.all.set(bucket, entry)
    }
    window.values = null
    this.write(entry, value)
  }

  values(key: string): readonly V[] {
    const window = this.windows.get(key)
    if (window === undefined) return []
    window.values ??= window.ordered.map((entry) => entry.value as V)
    return window.values
  }

  buckets(key: string): readonly number[] {
    const window = this.windows.get(key)
    if (window === undefined) return []
    window.buckets ??= window.ordered.map((entry) => entry.bucket)
    return window.buckets
  }

  dropBefore(key: string, bucket: number): void {
    const ordered = this.windows.get(key)?.ordered
    while (ordered?.[0] !== undefined && ordered[0].bucket < bucket) this.write(ordered[0], undefined)
  }

  keepLast(key: string, count: number): void {
    const ordered = this.windows.get(key)?.ordered
    while (ordered?.[0] !== undefined && ordered.length > count) this.write(ordered[0], undefined)
  }

  keys(): readonly string[] {
    return [...this.windows]
      .filter(([, window]) => window.ordered.length > 0)
      .map(([key]) => key)
      .sort()
  }

  restore(saved: string, value: V): Entry<V> {
    const at = saved.lastIndexOf(SEPARATOR)
    const key = saved.slice(0, at)
    const bucket = Number(saved.slice(at + 1))
    const entry: WindowEntry<V> = { key: saved, owner: key, bucket, value, dirty: false }
    this.windowOf(key).all.set(bucket, entry)
    this.count(value)
    this.settle(entry)
    return entry
  }

  protected settle(entry: Entry<V>): void {
    const { owner, bucket } = entry as WindowEntry<V>
    const window = this.windowOf(owner)
    const { ordered } = window
    window.values = null
    window.buckets = null
    let at = ordered.length
    while (at > 0 && (ordered[at - 1]?.bucket ?? 0) > bucket) at--
    const known = ordered[at - 1]?.bucket === bucket
    if (entry.value === undefined) {
      if (known) ordered.splice(at - 1, 1)
    } else if (!known) {
      ordered.splice(at, 0, entry as WindowEntry<V>)
    }
  }

  override undo(entry: Entry<V>, previous: V | undefined): void {
    super.undo(entry, previous)
    this.windowOf((entry as WindowEntry<V>).owner).values = null
  }

  protected forget(entry: Entry<V>): void {
    const { owner, bucket } = entry as WindowEntry<V>
    const window = this.windows.get(owner)
    if (window?.all.get(bucket) !== entry) return
    window.all.delete(bucket)
    if (window.all.size === 0) this.windows.delete(owner)
  }

  private windowOf(key: string): Window<V> {
    let window = this.windows.get(key)
    if (window === undefined) {
      window = { all: new Map(), ordered: [], values: null, buckets: null }
      this.windows.set(key, window)
    }
    return window
  }
}
