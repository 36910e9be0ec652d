import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar, sparkline } from '../../../src/report/text/bars.ts'
import { arrange, widthOf, wrap } from '../../../src/report/text/layout.ts'
import { painter } from '../../../src/report/text/paint.ts'
import { tableBlock } from '../../../src/report/text/table-lines.ts'
import { columnsOf, plain } from '../../../src/report/view/table.ts'

describe('wrap', () => {
  it('keeps every word and the width, and numbers with their percent sign', () => {
    expect(wrap('interval 41 % to 82 %', 12)).toEqual(['interval', '41 % to 82 %'])
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 12, max: 60 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width)
          expect(lines.join(' ')).toBe(words.join(' '))
          expect(widthOf(lines)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

describe('arrange', () => {
  const [wide, tall] = [
    ['aaaa', 'bb'],
    ['1', '2', '3'],
  ]

  it('puts blocks beside each other where they fit, and below each other else', () => {
    expect(arrange([wide, tall], 8)).toEqual(['aaaa   1', 'bb     2', '       3'])
    expect(arrange([wide, tall], 7)).toEqual(['aaaa', 'bb', '', '1', '2', '3'])
    expect(arrange([], 80)).toEqual([])
  })

  it('does not count colours', () => {
    const red = painter(true)('aaaa', 'bad')
    expect(arrange([[red], tall], 8)).toHaveLength(3)
  })
})

describe('tables', () => {
  it('align names left and figures right', () => {
    const rows = [
      [plain('a'), plain('1,000')],
      [plain('long'), plain('7')],
    ]
    expect(tableBlock({ title: 'T', columns: columnsOf('name', 'n'), rows }, painter(false))).toEqual([
      'T',
      'name      n',
      'a     1,000',
      'long      7',
    ])
  })

  it('say when they are empty', () => {
    expect(tableBlock({ title: 'T', columns: columnsOf('name'), rows: [] }, painter(false))).toEqual(['T', 'none'])
  })
})

describe('drawings', () => {
  it('draws what is above zero, to an eighth', () => {
    expect([bar(0, 4), bar(1e-9, 4), bar(0.5, 4), bar(0.53125, 4), bar(2, 4)]).toEqual(['', '▏', '██', '██▏', '████'])
    expect([sparkline([1, 2, 3]), sparkline([5, 5])]).toEqual(['▁▅█', '▁▁'])
  })
})
