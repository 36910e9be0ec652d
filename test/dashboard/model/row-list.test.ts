/** The list of decisions stands the same way however it was read, pages meet without loss, and it is bounded. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeOf, RowList } from '../../../src/dashboard/model/row-list.ts'

type Row = Parameters<RowList['add']>[0]

const row = (timeMs: number, signalId: string, symbol = 'S'): Row => ({
  signalId,
  symbol,
  timeMs,
  action: 'BUY',
  confidence: 0.5,
  threshold: 0.6,
  outcome: 'REFUSED',
  reason: 'HOLD',
})

function listOf(rows: readonly Row[], most = 100): RowList {
  const list = new RowList(most)
  for (const one of rows) list.add(one)
  return list
}

const ids = (list: RowList, before?: string) =>
  [...list.newestFirst(before)].map(({ timeMs, signalId }) => `${timeMs} ${signalId}`)

const anyRows = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('a', 'b', 'a.1', 'é'))
    .map(([timeMs, id]) => row(timeMs, id)),
)

it('has the same order and the same cursors however the rows came', () => {
  fc.assert(
    fc.property(
      anyRows.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([rows, other]) => {
        const cursors = (list: RowList) => [...list.newestFirst()].map(({ cursor }) => cursor)
        expect(cursors(listOf(other))).toEqual(cursors(listOf(rows)))
      },
    ),
  )
})

it('goes on behind any row, nothing lost and nothing twice', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const list = listOf(rows)
      const all = [...list.newestFirst()]
      expect(new Set(all.map(({ cursor }) => cursor)).size).toBe(all.length)
      all.forEach(({ cursor }, at) => {
        expect([...list.newestFirst(cursor)]).toEqual(all.slice(at + 1))
      })
    }),
  )
})

it('goes on where a row would stand that is not there any more', () => {
  const list = listOf([row(1, 'a'), row(2, 'b'), row(4, 'd')])
  expect(ids(list, '3.0.c')).toEqual(['2 b', '1 a'])
  expect(ids(list, '4.7.d')).toEqual(['4 d', '2 b', '1 a'])
  expect(ids(list, '0.0.x')).toEqual([])
})

it('keeps the newest', () => {
  const list = listOf(
    Array.from({ length: 1_000 }, (_, i) => row(i, 'x')),
    10,
  )
  expect(list.size).toBe(10)
  expect(ids(list)).toEqual(Array.from({ length: 10 }, (_, i) => `${999 - i} x`))
})

it.each(['', '5', 'x.0.y', '1.y', '1.0'])('takes %j for no cursor', (text) => {
  expect(placeOf(text)).toBeNull()
})
