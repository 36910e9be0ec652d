/** What the fallback says, at and around its bounds. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fallbackAdvice } from '../../src/domain/fallback-advice.ts'

describe('the fallback', () => {
  it.each([
    [1.01, 'BUY', 0.5101],
    [1, 'HOLD', 0.3],
    [0, 'HOLD', 0.3],
    [-1, 'HOLD', 0.3],
    [-1.01, 'SELL', 0.5101],
    [30, 'BUY', 0.8],
    [29.9, 'BUY', 0.799],
    [-400, 'SELL', 0.8],
    [null, 'HOLD', 0.3],
    [Number.NaN, 'HOLD', 0.3],
    [Number.POSITIVE_INFINITY, 'HOLD', 0.3],
  ] as const)('makes of a change of %s %% the advice %s %s', (change, action, confidence) => {
    const advice = fallbackAdvice(change)
    expect(advice.action).toBe(action)
    expect(advice.confidence).toBeCloseTo(confidence, 12)
  })

  it('says what it goes by', () => {
    expect(fallbackAdvice(2.5).reason).toBe('24 h change +2.50 %')
    expect(fallbackAdvice(-2.5).reason).toBe('24 h change −2.50 %')
    expect(fallbackAdvice(null).reason).toBe('24 h change unknown')
  })

  it('is never surer than 0.8, and mirrors', () => {
    fc.assert(
      fc.property(fc.double(), (change) => {
        const { action, confidence } = fallbackAdvice(change)
        expect(confidence).toBeGreaterThanOrEqual(0.3)
        expect(confidence).toBeLessThanOrEqual(0.8)
        const mirrored = { BUY: 'SELL', SELL: 'BUY', HOLD: 'HOLD' } as const
        expect(fallbackAdvice(-change)).toMatchObject({ action: mirrored[action], confidence })
      }),
    )
  })
})
