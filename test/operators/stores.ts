/** Stores for operator tests: real ones, with the strict journal, and one that is broken. */
import { KeyValueState } from '../../src/runtime/state/key-value-state.ts'
import { StrictJournal } from '../../src/runtime/state/strict-journal.ts'
import { WindowState } from '../../src/runtime/state/window-state.ts'
import type { KeyValueStore, WindowStore } from '../../src/topology/store.ts'
import { BROKEN } from './marbles.ts'

/** A key-value store as a task would make it; what is written is frozen and must be JSON. */
export function keyValue<V>(entries: Readonly<Record<string, V>> = {}): KeyValueStore<V> {
  const store = new KeyValueState<V>(new StrictJournal())
  for (const [key, value] of Object.entries(entries)) store.set(key, value)
  return store
}

/** A window store as a task would make it. */
export function window<V>(): WindowStore<V> {
  return new WindowState<V>(new StrictJournal())
}

/** A store of either kind whose every method throws. */
export class BrokenStore implements KeyValueStore<never>, WindowStore<never> {
  get(): never {
    throw BROKEN
  }
  set(): never {
    throw BROKEN
  }
  delete(): never {
    throw BROKEN
  }
  values(): never {
    throw BROKEN
  }
  buckets(): never {
    throw BROKEN
  }
  dropBefore(): never {
    throw BROKEN
  }
  keepLast(): never {
    throw BROKEN
  }
  keys(): never {
    throw BROKEN
  }
  get size(): never {
    throw BROKEN
  }
}
