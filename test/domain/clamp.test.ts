import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clamp, clampOr, isFiniteNumber } from '../../src/domain/clamp.ts'

describe('clamp', () => {
  it('keeps what lies within and moves the rest to the nearer end', () => {
    expect([clamp(0.5, 0, 1), clamp(-2, 0, 1), clamp(7, 0, 1)]).toEqual([0.5, 0, 1])
    expect([clamp(Number.POSITIVE_INFINITY, 0, 1), clamp(Number.NEGATIVE_INFINITY, 0, 1)]).toEqual([1, 0])
  })

  it('gives min for NaN', () => {
    expect(clamp(Number.NaN, 2, 3)).toBe(2)
  })

  it('always stays within its bounds', () => {
    fc.assert(fc.property(fc.double(), (x) => clamp(x, -1, 4) >= -1 && clamp(x, -1, 4) <= 4))
  })
})

describe('clampOr', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, undefined])(
    'gives the fallback for %s',
    (x) => {
      expect(clampOr(x, 0, 1, 0.25)).toBe(0.25)
    },
  )

  it('clamps a finite number as clamp does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => clampOr(x, 0, 1, 9) === clamp(x, 0, 1)),
    )
  })
})

describe('isFiniteNumber', () => {
  it('tells numbers from what is none', () => {
    expect([0, -1.5, Number.MAX_VALUE].every(isFiniteNumber)).toBe(true)
    expect([Number.NaN, Number.POSITIVE_INFINITY, null, undefined].some(isFiniteNumber)).toBe(false)
  })
})
