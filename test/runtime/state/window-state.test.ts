/** The window store against a plain map of maps. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Journal } from '../../../src/runtime/state/journal.ts'
import { WindowState } from '../../../src/runtime/state/window-state.ts'
import { actions, follow, type Model, type Subject } from './model.ts'

type Write =
  | { readonly kind: 'set'; readonly key: string; readonly bucket: number; readonly value: number }
  | { readonly kind: 'dropBefore'; readonly key: string; readonly bucket: number }
  | { readonly kind: 'keepLast'; readonly key: string; readonly count: number }

const KEYS = ['a', 'b', 'a@1']
const BUCKETS = [-5, 0, 1, 2, 10, 1_764_547_200_000]

function subject(saved: Iterable<readonly [string, string]>): Subject<Write> {
  const journal = new Journal()
  const store = new WindowState<number>(journal)
  for (const [key, json] of saved) store.restore(key, JSON.parse(json))
  return {
    apply: (write) => {
      if (write.kind === 'set') store.set(write.key, write.bucket, write.value)
      else if (write.kind === 'dropBefore') store.dropBefore(write.key, write.bucket)
      else store.keepLast(write.key, write.count)
    },
    keep: () => journal.keep(),
    undo: () => journal.undo(),
    takeChanges: () => store.takeChanges(),
    restored: (entries) => subject([...entries].reverse()),
    snapshot: () => ({
      keys: store.keys(),
      windows: KEYS.map((key) => ({ buckets: store.buckets(key), values: store.values(key) })),
      single: KEYS.flatMap((key) => BUCKETS.map((bucket) => store.get(key, bucket))),
    }),
  }
}

type State = ReadonlyMap<string, ReadonlyMap<number, number>>

const ascending = (window: ReadonlyMap<number, number> = new Map()) => [...window].sort(([a], [b]) => a - b)

function applied(window: ReadonlyMap<number, number>, write: Write): ReadonlyMap<number, number> {
  switch (write.kind) {
    case 'set':
      return new Map(window).set(write.bucket, write.value)
    case 'dropBefore':
      return new Map(ascending(window).filter(([bucket]) => bucket >= write.bucket))
    case 'keepLast':
      return new Map(ascending(window).slice(Math.max(0, window.size - write.count)))
  }
}

const model: Model<Write, State> = {
  empty: new Map(),
  apply: (state, write) => new Map(state).set(write.key, applied(state.get(write.key) ?? new Map(), write)),
  snapshot: (state) => ({
    keys: [...state]
      .filter(([, window]) => window.size > 0)
      .map(([key]) => key)
      .sort(),
    windows: KEYS.map((key) => {
      const window = ascending(state.get(key))
      return { buckets: window.map(([bucket]) => bucket), values: window.map(([, value]) => value) }
    }),
    single: KEYS.flatMap((key) => BUCKETS.map((bucket) => state.get(key)?.get(bucket))),
  }),
  saved: (state) =>
    new Map(
      [...state].flatMap(([key, window]) =>
        [...window].map(([bucket, value]) => [`${key}@${bucket}`, `${value}`] as const),
      ),
    ),
}

const key = fc.constantFrom(...KEYS)
const bucket = fc.constantFrom(...BUCKETS)
const write: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('set' as const), key, bucket, value: fc.integer({ min: 0, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dropBefore' as const), key, bucket }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('keepLast' as const), key, count: fc.integer({ min: 0, max: 3 }) }),
  },
)

describe('WindowState', () => {
  it('reads, undoes, saves and restores as plain maps would, buckets in ascending order', () => {
    fc.assert(fc.property(actions(write), (taken) => follow(subject([]), model, taken, (a, b) => expect(a).toEqual(b))))
  })

  it('saves one entry per bucket, so a commit writes only what changed', () => {
    const store = new WindowState<number>(new Journal())
    for (const at of [10, 20, 30]) store.set('a', at, at)
    expect([...store.takeChanges()]).toHaveLength(3)
    store.set('a', 40, 40)
    store.keepLast('a', 3)
    expect([...store.takeChanges()]).toEqual([
      { key: 'a@40', value: '40' },
      { key: 'a@10', value: undefined },
    ])
  })

  it('has nothing for a key it never saw', () => {
    const store = new WindowState<number>(new Journal())
    store.dropBefore('a', 5)
    store.keepLast('a', 0)
    expect([store.keys(), store.values('a'), store.buckets('a'), store.get('a', 1)]).toEqual([[], [], [], undefined])
  })
})
