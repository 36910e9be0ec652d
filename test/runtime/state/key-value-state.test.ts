/** The key-value store against a plain map. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Journal } from '../../../src/runtime/state/journal.ts'
import { KeyValueState } from '../../../src/runtime/state/key-value-state.ts'
import { actions, follow, type Model, type Subject } from './model.ts'

interface Write {
  readonly key: string
  /** Undefined deletes the key. */
  readonly value: number | undefined
}

function subject(saved: Iterable<readonly [string, string]>): Subject<Write> {
  const journal = new Journal()
  const store = new KeyValueState<number>(journal)
  for (const [key, json] of saved) store.restore(key, JSON.parse(json))
  return {
    apply: ({ key, value }) => (value === undefined ? store.delete(key) : store.set(key, value)),
    keep: () => journal.keep(),
    undo: () => journal.undo(),
    takeChanges: () => store.takeChanges(),
    // Storage gives entries back in no particular order.
    restored: (entries) => subject([...entries].reverse()),
    snapshot: () => ({ size: store.size, entries: store.keys().map((key) => [key, store.get(key)]) }),
  }
}

const model: Model<Write, ReadonlyMap<string, number>> = {
  empty: new Map(),
  apply: (state, { key, value }) => {
    const next = new Map(state)
    if (value === undefined) next.delete(key)
    else next.set(key, value)
    return next
  },
  snapshot: (state) => ({ size: state.size, entries: [...state].sort(([a], [b]) => (a < b ? -1 : 1)) }),
  saved: (state) => new Map([...state].map(([key, value]) => [key, JSON.stringify(value)])),
}

const write = fc.record({
  key: fc.constantFrom('a', 'b', 'ä', 'a@1', ''),
  value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
})

describe('KeyValueState', () => {
  it('reads, undoes, saves and restores as a plain map would, in the same order', () => {
    fc.assert(fc.property(actions(write), (taken) => follow(subject([]), model, taken, (a, b) => expect(a).toEqual(b))))
  })

  it('gives each changed entry once, however often it was written', () => {
    const store = new KeyValueState<number>(new Journal())
    for (const value of [1, 2, 3]) store.set('a', value)
    expect([...store.takeChanges()]).toEqual([{ key: 'a', value: '3' }])
    expect([...store.takeChanges()]).toEqual([])
  })

  it('takes the same value again as no change', () => {
    const store = new KeyValueState<string>(new Journal())
    store.restore('a', 'x')
    store.set('a', 'x')
    expect([...store.takeChanges()]).toEqual([])
  })

  it('deleting what is not there changes nothing', () => {
    const store = new KeyValueState<string>(new Journal())
    store.delete('a')
    expect([...store.takeChanges()]).toEqual([])
    expect(store.size).toBe(0)
  })
})
