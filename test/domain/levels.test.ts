import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adaptiveLevels, DEFAULT_LEVEL_PARAMS, type LevelInputs } from '../../src/domain/levels.ts'
import vectors from '../vectors/exit-brain.json' with { type: 'json' }

const figure = fc.option(fc.double())
const anyLevelInputs: fc.Arbitrary<LevelInputs> = fc.record(
  {
    baseTpRatio: fc.double(),
    baseSlRatio: fc.double(),
    leverage: fc.double(),
    volatilityFactor: figure,
    fundingRate: figure,
    exchangeDivergence: figure,
  },
  { requiredKeys: ['leverage', 'volatilityFactor', 'fundingRate', 'exchangeDivergence'] },
)

const PLAIN: LevelInputs = { leverage: 50, volatilityFactor: 0, fundingRate: 0, exchangeDivergence: 0 }

describe('adaptiveLevels', () => {
  it.each(vectors.adaptive_levels.map((vector, index) => ({ index, ...vector })))(
    'matches vector $index',
    ({ input, ...expected }) => {
      const levels = adaptiveLevels({
        baseTpRatio: input.base_tp_pct,
        baseSlRatio: input.base_sl_pct,
        leverage: input.leverage,
        volatilityFactor: input.volatility_factor,
        fundingRate: input.funding_delta,
        exchangeDivergence: input.exchange_divergence,
      })
      const pairs = [
        [levels.tp1Ratio, expected.tp1_pct],
        [levels.tp2Ratio, expected.tp2_pct],
        [levels.tp3Ratio, expected.tp3_pct],
        [levels.slRatio, expected.sl_pct],
        [levels.lsf, expected.lsf],
      ] as const
      for (const [actual, wanted] of pairs) expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-9)
      expect(levels.harvestFractions).toEqual(expected.harvest_scheme)
    },
  )

  it('has all 150 vectors', () => {
    expect(vectors.adaptive_levels).toHaveLength(150)
  })

  it('puts the first target nearer than the stop at 50x, as FORMULAS warns: 0.8 % against 0.9 %', () => {
    const { tp1Ratio, slRatio } = adaptiveLevels({ ...PLAIN, volatilityFactor: 0.5 })
    expect(tp1Ratio).toBeCloseTo(0.008, 3)
    expect(slRatio).toBeCloseTo(0.009, 3)
    expect(tp1Ratio).toBeLessThan(slRatio)
  })

  it('takes more at the first target the higher the leverage', () => {
    const fractionsAt = (leverage: number) => adaptiveLevels({ ...PLAIN, leverage }).harvestFractions
    expect(fractionsAt(10)).toEqual([0.3, 0.3, 0.4])
    expect(fractionsAt(10.01)).toEqual([0.4, 0.4, 0.2])
    expect(fractionsAt(30)).toEqual([0.4, 0.4, 0.2])
    expect(fractionsAt(30.01)).toEqual([0.5, 0.3, 0.2])
  })

  it('is in range and in order for any numbers, and its fractions sum to 1', () => {
    fc.assert(
      fc.property(anyLevelInputs, (inputs) => {
        const { tp1Ratio, tp2Ratio, tp3Ratio, slRatio, lsf, harvestFractions } = adaptiveLevels(inputs)
        expect(0.003 <= tp1Ratio && tp1Ratio <= tp2Ratio && tp2Ratio <= tp3Ratio && tp3Ratio < 1).toBe(true)
        expect(slRatio >= 0.0015 && slRatio <= 0.02).toBe(true)
        expect(lsf > 0 && lsf < 1).toBe(true)
        expect(harvestFractions.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('is strictly in order with the base distances of FORMULAS', () => {
    fc.assert(
      fc.property(anyLevelInputs, ({ baseTpRatio: _, ...inputs }) => {
        const { tp1Ratio, tp2Ratio, tp3Ratio } = adaptiveLevels(inputs)
        expect(tp1Ratio < tp2Ratio && tp2Ratio < tp3Ratio).toBe(true)
      }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('counts %s as unknown', (x) => {
    const broken = {
      baseTpRatio: x,
      baseSlRatio: x,
      leverage: x,
      volatilityFactor: x,
      fundingRate: x,
      exchangeDivergence: x,
    }
    expect(adaptiveLevels(broken)).toEqual(
      adaptiveLevels({ leverage: 1, volatilityFactor: null, fundingRate: null, exchangeDivergence: null }),
    )
  })

  it('takes its constants from the parameters', () => {
    const levels = adaptiveLevels(PLAIN, { ...DEFAULT_LEVEL_PARAMS, minTpRatio: 0.05, maxSlRatio: 0.004 })
    expect(levels).toMatchObject({ tp1Ratio: 0.05, tp2Ratio: 0.05, tp3Ratio: 0.05, slRatio: 0.004 })
  })
})
