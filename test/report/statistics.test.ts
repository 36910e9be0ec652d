import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectiveCount, mean, median, spread, standardDeviation, wilsonInterval } from '../../src/report/statistics.ts'

const clusters = fc.array(
  fc.record({ count: fc.integer({ min: 1, max: 50 }), hits: fc.double({ min: 0, max: 1, noNaN: true }) }),
  { minLength: 1, maxLength: 40 },
)

describe('averages', () => {
  it('says null of nothing', () => {
    expect([mean([]), median([]), standardDeviation([]), standardDeviation([1]), spread([])]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('takes the middle of unsorted values, and the mean of the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 6])).toBe(5.5)
    expect(spread([9, 1, 5, 6])).toEqual({ min: 1, median: 5.5, max: 9 })
  })

  it('divides the squares by n − 1', () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12)
  })
})

describe('wilsonInterval', () => {
  it('gives the published interval of 7 in 10', () => {
    const { low, high } = wilsonInterval(0.7, 10)
    expect(low).toBeCloseTo(0.39677, 4)
    expect(high).toBeCloseTo(0.89221, 4)
  })

  it('stays within 0 and 1 and around the share', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (share, count) => {
          const { low, high } = wilsonInterval(share, count)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          expect(low).toBeLessThanOrEqual(share + 1e-12)
          expect(high).toBeGreaterThanOrEqual(share - 1e-12)
        },
      ),
    )
  })
})

describe('effectiveCount', () => {
  it('takes clusters that are wholly right or wrong for one answer each, about', () => {
    const split = [1, 0, 1, 0, 1, 0, 1, 0].map((right) => ({ right: right * 100, count: 100 }))
    expect(effectiveCount(split)).toBeCloseTo(7, 9)
  })

  it('is the number of clusters where all of them agree, and 1 for a single one', () => {
    expect(
      effectiveCount([
        { right: 5, count: 5 },
        { right: 9, count: 9 },
      ]),
    ).toBe(2)
    expect(effectiveCount([{ right: 30, count: 60 }])).toBe(1)
  })

  it('lies between 1 and the count', () => {
    fc.assert(
      fc.property(clusters, (drawn) => {
        const judged = drawn.map(({ count, hits }) => ({ count, right: Math.round(count * hits) }))
        const worth = effectiveCount(judged)
        expect(worth).toBeGreaterThanOrEqual(1)
        expect(worth).toBeLessThanOrEqual(judged.reduce((sum, { count }) => sum + count, 0))
      }),
    )
  })
})
