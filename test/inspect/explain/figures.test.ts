import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar, columns, durationText, moneyText, signedMoney, sinceText } from '../../../src/inspect/explain/figures.ts'

describe('figures', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [15_000, '15 s'],
    [59_999, '59.999 s'],
    [60_000, '1 min'],
    [119_999, '1 min 59 s'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
  ])('write %i ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text)
    expect(sinceText(ms)).toBe(`+${text}`)
  })

  it('give a time before its reference a minus', () => {
    expect(sinceText(-1)).toBe('-1 ms')
  })

  it('write money with two places, and what is less than a cent with those it needs', () => {
    expect([signedMoney('16.439'), signedMoney('-47.809'), moneyText('0'), moneyText('0.0033')]).toEqual([
      '+16.44',
      '-47.81',
      '0.00',
      '0.0033',
    ])
  })

  it('draw bars that grow with the value, never longer than full and never empty above zero', () => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(positive, positive, positive, (one, other, full) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        expect(bar(less, full).length).toBeLessThanOrEqual(bar(more, full).length)
        expect(bar(less, full).length).toBeGreaterThan(0)
        expect(bar(more, full).length).toBeLessThanOrEqual(24)
      }),
    )
    expect(bar(0, 10)).toBe('')
  })

  it('align columns and leave no spaces at the end', () => {
    expect(
      columns(
        [
          ['a', 'bb', 'c'],
          ['aaa', 'b', ''],
        ],
        '',
      ),
    ).toEqual(['a    bb  c', 'aaa  b'])
  })
})
