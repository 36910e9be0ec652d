/** The keyed-state operator: one state per key, kept in the store it is given. */
import { describe, expect, it, vi } from 'vitest'
import { statefulMap } from '../../src/operators/stateful-map.ts'
import { operatorChecklist, play } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

interface Word {
  readonly key: string
  readonly text: string
}
const word = (key: string, text: string): Word => ({ key, text })
const count = (store = keyValue<number>()) =>
  statefulMap<number, Word, string>(
    store,
    ({ key }) => key,
    (seen = 0, { text }) =>
      text === 'forget'
        ? [undefined, []]
        : text === 'peek'
          ? [seen, [`peek ${seen}`]]
          : [seen + 1, [`${text} ${seen + 1}`]],
  )

operatorChecklist('statefulMap', {
  make: () => count(),
  makeBroken: () => count(new BrokenStore()),
  records: [
    [word('A', 'x'), ['x 1']],
    [word('B', 'y'), ['y 1']],
    [word('A', 'z'), ['z 2']],
  ],
})

describe('statefulMap', () => {
  it('keeps the state of each key in the store and goes on from what is there', () => {
    const store = keyValue({ A: 41 })
    expect(play(count(store), word('A', 'x'), word('B', 'y'))).toEqual(['x 42', 'y 1'])
    expect(store.keys().map((key) => [key, store.get(key)])).toEqual([
      ['A', 42],
      ['B', 1],
    ])
  })

  it('forgets a key whose next state is undefined', () => {
    const store = keyValue({ A: 1 })
    expect(play(count(store), word('A', 'forget'), word('A', 'x'))).toEqual(['x 1'])
    play(count(store), word('A', 'forget'))
    expect(store.keys()).toEqual([])
  })

  it('does not write a state that stays the same', () => {
    const store = keyValue({ A: 1 })
    const set = vi.spyOn(store, 'set')
    expect(play(count(store), word('A', 'peek'))).toEqual(['peek 1'])
    expect(set).not.toHaveBeenCalled()
    play(count(store), word('A', 'x'))
    expect(set).toHaveBeenCalledOnce()
  })
})
