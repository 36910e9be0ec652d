import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal } from '../../src/domain/decimal.ts'
import { DEFAULT_HARVEST_PARAMS, harvestPolicy, intentLevels } from '../../src/domain/intent.ts'
import type { Regime } from '../../src/records/generated.ts'

const REGIMES: readonly Regime[] = ['VOLATILE', 'BULL', 'BEAR', 'RANGE', 'UNCERTAIN', 'UNKNOWN']

describe('intentLevels', () => {
  it('gives the example of FORMULAS exactly: GALAUSDT 0.00603', () => {
    expect(intentLevels('BUY', 0.00603)).toEqual({ stopLoss: 0.0059094, takeProfit: 0.0061506 })
    expect(intentLevels('SELL', 0.00603)).toEqual({ stopLoss: 0.0061506, takeProfit: 0.0059094 })
  })

  it('puts the stop on the losing side and the target on the winning one, exact to the digit, at any price', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e15, noNaN: true }), (entry) => {
        const buy = intentLevels('BUY', entry)
        expect(buy.stopLoss < entry && entry < buy.takeProfit).toBe(true)
        expect(intentLevels('SELL', entry)).toEqual({ stopLoss: buy.takeProfit, takeProfit: buy.stopLoss })
        expect(buy.stopLoss).toBe(decimal(entry).times('0.98').toNumber())
      }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1])('refuses an entry of %s', (entry) => {
    expect(() => intentLevels('BUY', entry)).toThrow(RangeError)
  })
})

describe('harvestPolicy', () => {
  it('names target and time stop of each policy', () => {
    expect(harvestPolicy(0.6, 'BULL')).toEqual({ policy: 'SCALPER', target_ratio: 0.005, max_duration_ms: 1_800_000 })
    expect(harvestPolicy(0.7, 'BULL')).toEqual({ policy: 'SWING', target_ratio: 0.01, max_duration_ms: 3_600_000 })
    expect(harvestPolicy(0.75, 'BEAR')).toEqual({
      policy: 'TREND_RUNNER',
      target_ratio: 0.02,
      max_duration_ms: 7_200_000,
    })
  })

  it('runs only with a direction, and scalps what goes nowhere or everywhere', () => {
    const policies = REGIMES.map((regime) => harvestPolicy(0.9, regime).policy)
    expect(policies).toEqual(['SCALPER', 'TREND_RUNNER', 'TREND_RUNNER', 'SCALPER', 'SWING', 'SWING'])
  })

  it('scalps every unsure signal, and what is not finite counts as unsure', () => {
    const unsure = [0, 0.699, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const policies = unsure.flatMap((confidence) => REGIMES.map((regime) => harvestPolicy(confidence, regime).policy))
    expect(new Set(policies)).toEqual(new Set(['SCALPER']))
  })

  it('always answers with a known policy', () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom(...REGIMES), (confidence, regime) =>
        Object.keys(DEFAULT_HARVEST_PARAMS.policies).includes(harvestPolicy(confidence, regime).policy),
      ),
    )
  })

  it('takes its thresholds from the parameters', () => {
    expect(
      harvestPolicy(0.6, 'BULL', { ...DEFAULT_HARVEST_PARAMS, swingConfidence: 0.5, trendConfidence: 0.6 }).policy,
    ).toBe('TREND_RUNNER')
  })
})
