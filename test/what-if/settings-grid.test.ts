import { describe, expect, it } from 'vitest'
import { gridCells } from '../../src/what-if/settings-grid.ts'

describe('the cells of a grid', () => {
  it('take a range with both its ends, in exact decimals', () => {
    expect(gridCells(['gate.threshold=0.60..0.80/0.05'])).toEqual([
      ['gate.threshold=0.6'],
      ['gate.threshold=0.65'],
      ['gate.threshold=0.7'],
      ['gate.threshold=0.75'],
      ['gate.threshold=0.8'],
    ])
    expect(gridCells(['a=0.1..0.35/0.1'])).toEqual([['a=0.1'], ['a=0.2'], ['a=0.3']])
    expect(gridCells(['a=3..3/1'])).toEqual([['a=3']])
  })

  it('combine keys, the last one varying fastest, and keep lists within one value', () => {
    expect(gridCells(['a=1|2', 'b=5m|15m'])).toEqual([
      ['a=1', 'b=5m'],
      ['a=1', 'b=15m'],
      ['a=2', 'b=5m'],
      ['a=2', 'b=15m'],
    ])
    expect(gridCells(['sizing.multipliers=0.5,1|1,2'])).toEqual([
      ['sizing.multipliers=0.5,1'],
      ['sizing.multipliers=1,2'],
    ])
  })

  it.each([
    ['gate.threshold', 'write key=values'],
    ['a=', 'a value is empty'],
    ['a=1|', 'a value is empty'],
    ['a=1..2', 'a range is from..to/step'],
    ['a=1..2/0', 'by a step above 0'],
    ['a=2..1/0.5', 'a range goes up'],
    ['a=1|1..2/1', '1 is named twice'],
    ['a=0..1000/0.001', 'take a wider step'],
  ])('refuse %s', (set, why) => {
    expect(() => gridCells([set])).toThrow(why)
  })

  it('refuse a key that is given twice, and more cells than anybody reads', () => {
    expect(() => gridCells(['a=1', 'a=2'])).toThrow('--set a is given twice')
    expect(() => gridCells(['a=1..100/1', 'b=1..100/1'])).toThrow('10000 cells (a 100 × b 100) are more than 1000')
  })
})
