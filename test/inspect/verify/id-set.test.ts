import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdSet } from '../../../src/inspect/verify/id-set.ts'

describe('IdSet', () => {
  it('answers as a set of texts would, for any ids in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 })), (ids) => {
        const [set, model] = [new IdSet(), new Set<string>()]
        for (const id of ids) {
          expect(set.add(id)).toBe(!model.has(id))
          model.add(id)
        }
        expect(set.size).toBe(model.size)
      }),
    )
  })

  it('forgets none when it grows', () => {
    const set = new IdSet()
    for (let i = 0; i < 5_000; i++) expect(set.add(`id-${i}`)).toBe(true)
    for (let i = 0; i < 5_000; i++) expect(set.add(`id-${i}`)).toBe(false)
    expect(set.size).toBe(5_000)
  })
})
