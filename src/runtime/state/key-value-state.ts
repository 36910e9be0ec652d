/** A key-value store in memory, behind the handle operators see. */
import type { KeyValueStore } from '../../topology/store.ts'
import type { Entry } from './journal.ts'
import { StateStore } from './state-store.ts'

export class KeyValueState<V> extends StateStore<V> implements KeyValueStore<V> {
  private readonly map = new Map<string, Entry<V>>()
  private sorted: string[] | null = []

  get(key: string): V | undefined {
    return this.map.get(key)?.value
  }

  set(key: string, value: V): void {
    let entry = this.map.get(key)
    if (entry === undefined) {
      entry = { key, value: undefined, dirty: false }
      this.map.set(key, entry)
    }
    this.write(entry, value)
  }

  delete(key: string): void {
    const entry = this.map.get(key)
    if (entry !== undefined) this.write(entry, undefined)
  }

  /** Sorted, so that a restored store iterates exactly as the one it was saved from. */
  keys(): readonly string[] {
    if (this.sorted === null) {
      this.sorted = []
      for (const [key, entry] of this.map) if (entry.value !== undefined) this.sorted.push(key)
      this.sorted.sort()
    }
    return this.sorted
  }

  get size(): number {
    return this.entries
  }

  restore(key: string, value: V): Entry<V> {
    const entry: Entry<V> = { key, value, dirty: false }
    this.map.set(key, entry)
    this.count(value)
    this.sorted = null
    return entry
  }

  protected settle(_entry: Entry<V>): void {
    this.sorted = null
  }

  protected forget(entry: Entry<V>): void {
    if (this.map.get(entry.key) === entry) this.map.delete(entry.key)
  }
}
