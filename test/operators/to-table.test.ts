/** A table: the latest value of each key. */
import { describe, expect, it } from 'vitest'
import { toTable } from '../../src/operators/to-table.ts'
import type { MarketTick } from '../../src/records/generated.ts'
import { tickInput } from './inputs.ts'
import { operatorChecklist, play } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

const [first, second] = [tickInput(1, 10), tickInput(2, 11)]

operatorChecklist('toTable', {
  make: () => toTable(keyValue<MarketTick>()),
  makeBroken: () => toTable<MarketTick>(new BrokenStore()),
  records: [
    [first, [first]],
    [second, [second]],
  ],
})

describe('toTable', () => {
  it('keeps the latest value of each record key and passes every record on', () => {
    const store = keyValue<MarketTick>()
    const other = tickInput(3, 5, { symbol: 'B' })
    expect(play(toTable(store), first, other, second)).toEqual([first, other, second])
    expect(store.keys().map((key) => [key, store.get(key)?.price])).toEqual([
      ['A', 11],
      ['B', 5],
    ])
  })
})
