/** Random use of a state store beside a plain model of it: writes, failing steps, commits, restarts. */
import fc from 'fast-check'

/** What a store has been told since it was made; `restart` throws it away and restores it from what was committed. */
export type Action<W> =
  | { readonly kind: 'write'; readonly write: W }
  /** The step succeeds. */
  | { readonly kind: 'keep' }
  /** The step fails. */
  | { readonly kind: 'undo' }
  /** The step succeeds and all changes are committed. */
  | { readonly kind: 'commit' }
  /** The process dies. */
  | { readonly kind: 'restart' }

/** Sequences of actions with the given writes. */
export function actions<W>(write: fc.Arbitrary<W>): fc.Arbitrary<readonly Action<W>[]> {
  const plain = fc.constantFrom<Action<W>>({ kind: 'keep' }, { kind: 'undo' }, { kind: 'commit' }, { kind: 'restart' })
  const writing = write.map((write): Action<W> => ({ kind: 'write', write }))
  return fc.array(fc.oneof({ weight: 3, arbitrary: writing }, { weight: 2, arbitrary: plain }), {
    maxLength: 60,
    size: 'max',
  })
}

/** A store under test, whatever its kind. */
export interface Subject<W> {
  apply(write: W): void
  keep(): void
  undo(): void
  takeChanges(): Iterable<{ readonly key: string; readonly value: string | undefined }>
  /** A fresh store with these saved entries. */
  restored(saved: ReadonlyMap<string, string>): Subject<W>
  /** Everything that can be read of it, in the order in which it reads. */
  snapshot(): unknown
}

/** The same as plain data. */
export interface Model<W, S> {
  readonly empty: S
  apply(state: S, write: W): S
  /** What the store must read as. */
  snapshot(state: S): unknown
  /** What must be saved of it, by saved key. */
  saved(state: S): ReadonlyMap<string, string>
}

/** Runs the actions on both; `expectEqual` is told what to compare after each. */
export function follow<W, S>(
  subject: Subject<W>,
  model: Model<W, S>,
  taken: readonly Action<W>[],
  expectEqual: (actual: unknown, expected: unknown) => void,
): void {
  let store = subject
  const disk = new Map<string, string>()
  let [committed, kept, current] = [model.empty, model.empty, model.empty]
  for (const action of taken) {
    switch (action.kind) {
      case 'write':
        store.apply(action.write)
        current = model.apply(current, action.write)
        break
      case 'keep':
        store.keep()
        kept = current
        break
      case 'undo':
        store.undo()
        current = kept
        break
      case 'commit':
        store.keep()
        committed = kept = current
        for (const { key, value } of store.takeChanges()) {
          if (value === undefined) disk.delete(key)
          else disk.set(key, value)
        }
        expectEqual([...disk].sort(), [...model.saved(committed)].sort())
        break
      case 'restart':
        store = store.restored(disk)
        current = kept = committed
        break
    }
    expectEqual(store.snapshot(), model.snapshot(current))
  }
}
