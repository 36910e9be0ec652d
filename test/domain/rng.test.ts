import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/domain/rng.ts'

const draw = (seed: string, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => random())
}

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, in [0, 1)', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const numbers = draw(seed, 20)
        expect(numbers).toEqual(draw(seed, 20))
        expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true)
      }),
    )
  })

  it('gives other numbers for another seed, however near', () => {
    const firsts = Array.from({ length: 1_000 }, (_, index) => draw(`signal-${index}`, 1)[0])
    expect(new Set(firsts).size).toBe(1_000)
  })

  it('spreads evenly, over one seed and over the first numbers of many', () => {
    const ofOneSeed = draw('even', 10_000)
    const ofManySeeds = Array.from({ length: 10_000 }, (_, index) => draw(`signal-${index}`, 1)[0] ?? 1)
    for (const numbers of [ofOneSeed, ofManySeeds]) {
      const buckets = Array.from(
        { length: 10 },
        (_, bucket) => numbers.filter((x) => Math.floor(x * 10) === bucket).length,
      )
      // 1000 expected in each, standard deviation 30.
      for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150)
    }
  })

  it('never changes: a replay of years ago must draw the same', () => {
    expect(draw('GALAUSDT-1', 3)).toEqual([0.6578532536514103, 0.7751259442884475, 0.8981087049469352])
  })
})
