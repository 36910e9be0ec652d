/** The journal of tests refuses what a restart would change. */
import { describe, expect, it } from 'vitest'
import { codecFor } from '../../../src/records/codec.ts'
import { KeyValueState } from '../../../src/runtime/state/key-value-state.ts'
import { StrictJournal } from '../../../src/runtime/state/strict-journal.ts'
import { signal } from '../example-topologies.ts'

const store = () => new KeyValueState<unknown>(new StrictJournal())

describe('StrictJournal', () => {
  it.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['an infinity', { a: [Number.POSITIVE_INFINITY] }],
    ['a negative zero', { a: -0 }],
    ['a date', { at: new Date(0) }],
    ['a map', { a: new Map([['b', 1]]) }],
    ['an empty set', new Set()],
    ['undefined in a list', [undefined]],
    ['a function', { a: () => 1 }],
    ['bytes', { a: Buffer.from('x') }],
  ])('refuses %s', (_, value) => {
    expect(() => store().set('k', value)).toThrow(
      expect.objectContaining({ code: 'NOT_JSON', message: expect.stringContaining('"k"') }),
    )
  })

  it.each<[string, unknown]>([
    ['plain data', { a: [1, 'x', null, true, { b: 0.1 }] }],
    ['a member that is undefined', { a: 1, b: undefined }],
    ['a decoded record', codecFor('ai.signal').decode(codecFor('ai.signal').encode(signal('A', 1)))],
  ])('takes %s, and freezes it all the way down', (_, value) => {
    const kept = store()
    kept.set('k', value)
    expect(Object.isFrozen(kept.get('k'))).toBe(true)
    for (const member of Object.values(value as object)) expect(Object.isFrozen(member)).toBe(true)
  })

  it('makes later mutation fail where it happens', () => {
    const value = { list: [1] }
    store().set('k', value)
    expect(() => value.list.push(2)).toThrow(TypeError)
  })
})
