/** A key-value store in memory, behind the handle operators see. */
import type { KeyValueStore } from '../../topology/store.ts'
import type { Entry } from './journal.ts'
import { StateStore } from './state-store.ts'

export class KeyValueState<V> extends StateStore<V> implements KeyValueStore<V> {
  private readonly entries = new Map<string, Entry<V>>()
  private sorted: string[] | null = []
  private present = 0

  get(key: string): V | undefined {
    return this.entries.get(key)?.value
  }

  set(key: string, value: V): void {
    let entry = this.entries.get(key)
    if (entry === undefined) {
      entry = { key, value: undefined, dirty: false }
      this.entries.set(key, entry)
    }
    this.write(entry, value)
  }

  delete(key: string): void {
    const entry = this.entries.get(key)
    if (entry !== undefined) this.write(entry, undefined)
  }

  /** Sorted, so that a restored store iterates exactly as the one it was saved from. */
  keys(): readonly string[] {
    if (this.sorted === null) {
      this.sorted = []
      for (const [key, entry] of this.entries) if (entry.value !== undefined) this.sorted.push(key)
      this.sorted.sort()
    }
    return this.sorted
  }

  get size(): number {
    return this.present
  }

  restore(key: string, value: V): Entry<V> {
    const entry: Entry<V> = { key, value, dirty: false }
    this.entries.set(key, entry)
    this.present++
    this.sorted = null
    return entry
  }

  protected settle(entry: Entry<V>): void {
    this.present += entry.value === undefined ? -1 : 1
    this.sorted = null
  }

  protected forget(entry: Entry<V>): void {
    if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key)
  }
}
