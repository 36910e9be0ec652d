/** Lanes are shared out evenly, all of them, and move only where they must. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assignLanes, type Holder } from '../../../src/runtime/kafka/group/assignment.ts'

const lanesOf = (shares: ReadonlyMap<string, readonly number[]>) => [...shares.values()].flat().sort((a, b) => a - b)
const all = (count: number) => Array.from({ length: count }, (_, lane) => lane)
const holders = fc.uniqueArray(fc.record({ member: fc.string({ minLength: 1 }), lanes: fc.array(fc.nat(20)) }), {
  selector: ({ member }) => member,
  minLength: 1,
  maxLength: 6,
})

it('gives every lane to exactly one member, and loads differ by at most one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), holders, (count, members) => {
      const shares = assignLanes(count, members)
      expect(lanesOf(shares)).toEqual(all(count))
      const loads = [...shares.values()].map(({ length }) => length)
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
      expect([...shares.keys()].sort()).toEqual(members.map(({ member }) => member).sort())
    }),
  )
})

it('does not depend on the order of the members', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), holders, (count, members) => {
      expect(assignLanes(count, [...members].reverse())).toEqual(assignLanes(count, members))
    }),
  )
})

it('moves nothing when nothing has changed, and only the lanes of who left when somebody leaves', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 2, max: 5 }), (count, size) => {
      const names = all(size).map((i) => `m${i}`)
      const first = assignLanes(
        count,
        names.map((member) => ({ member, lanes: [] })),
      )
      const holding = (gone?: string): readonly Holder[] =>
        [...first].filter(([member]) => member !== gone).map(([member, lanes]) => ({ member, lanes }))
      expect(assignLanes(count, holding())).toEqual(first)
      const after = assignLanes(count, holding('m0'))
      for (const [member, lanes] of after) expect(lanes).toEqual(expect.arrayContaining([...(first.get(member) ?? [])]))
    }),
  )
})

it('moves no more lanes to a newcomer than its share', () => {
  const before = [
    { member: 'a', lanes: [0, 1, 2, 3] },
    { member: 'b', lanes: [4, 5, 6, 7] },
  ]
  const after = assignLanes(8, [...before, { member: 'c', lanes: [] }])
  expect(after.get('c')).toHaveLength(2)
  const kept = before.map(
    ({ member, lanes }) => (after.get(member) ?? []).filter((lane) => lanes.includes(lane)).length,
  )
  expect(kept.reduce((a, b) => a + b)).toBe(6)
})
