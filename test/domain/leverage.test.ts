import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LEVERAGE_PARAMS, ilfLeverage, type LeverageRequest } from '../../src/domain/leverage.ts'
import type { LeverageFactors } from '../../src/records/generated.ts'
import vectors from '../vectors/exit-brain.json' with { type: 'json' }

const NEUTRAL: LeverageRequest = { confidence: 0.68, volatility_factor: 0.5 }

const anyRequest: fc.Arbitrary<LeverageRequest> = fc.record(
  {
    confidence: fc.double(),
    volatility_factor: fc.double(),
    pnl_trend: fc.double(),
    symbol_risk: fc.double(),
    margin_utilisation: fc.double(),
    exchange_divergence: fc.double(),
    funding_rate: fc.double(),
  },
  { requiredKeys: ['confidence', 'volatility_factor'] },
)

const productOf = ({ product: _, ...factors }: LeverageFactors) =>
  Object.values(factors).reduce((all, factor) => all * factor, 1)

describe('ilfLeverage', () => {
  it.each(vectors.ilf_v2.map((vector, index) => ({ index, ...vector })))(
    'matches vector $index',
    ({ input, ...expected }) => {
      const { leverage, factors, clamped } = ilfLeverage({
        confidence: input.confidence,
        volatility_factor: input.volatility,
        pnl_trend: input.pnl_trend,
        symbol_risk: input.symbol_risk,
        margin_utilisation: input.margin_util,
        exchange_divergence: input.exch_divergence,
        funding_rate: input.funding_rate,
      })
      expect(Math.abs(leverage - expected.leverage)).toBeLessThanOrEqual(1e-9)
      expect(Math.abs(factors.base - expected.base)).toBeLessThanOrEqual(1e-9)
      expect(clamped).toBe(expected.clamped)
      const pairs = [
        [factors.base, expected.factors.base],
        [factors.volatility, expected.factors.volatility],
        [factors.pnl_trend, expected.factors.pnl_trend],
        [factors.symbol_risk, expected.factors.symbol_risk],
        [factors.margin_utilisation, expected.factors.margin_util],
        [factors.divergence, expected.factors.divergence],
        [factors.funding, expected.factors.funding],
        [factors.safety, expected.factors.safety_cap],
      ] as const
      for (const [actual, wanted] of pairs) expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-9)
    },
  )

  it('has all 150 vectors', () => {
    expect(vectors.ilf_v2).toHaveLength(150)
  })

  it('gives the example of FORMULAS: 68 %, volatility 0.5, the rest neutral, 50.4', () => {
    expect(ilfLeverage(NEUTRAL).leverage).toBeCloseTo(50.4, 9)
    expect(ilfLeverage(NEUTRAL).inputs).toEqual({
      confidence: 0.68,
      volatility_factor: 0.5,
      pnl_trend: 0,
      symbol_risk: 1,
      margin_utilisation: 0,
      exchange_divergence: 0,
      funding_rate: 0,
    })
  })

  it('is finite and within [5, 80] for any numbers, and its factors multiply to the product', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { leverage, factors, clamped } = ilfLeverage(request)
        expect(leverage >= 5 && leverage <= 80).toBe(true)
        expect(productOf(factors)).toBeCloseTo(factors.product, 9)
        expect(clamped).toBe(leverage !== factors.product)
      }),
    )
  })

  it('clamps its inputs to their ranges', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { inputs } = ilfLeverage(request)
        expect(inputs.confidence >= 0 && inputs.confidence <= 1).toBe(true)
        expect(inputs.volatility_factor >= 0 && inputs.volatility_factor <= 3).toBe(true)
        expect(Math.abs(inputs.pnl_trend) <= 1).toBe(true)
        expect(inputs.symbol_risk >= 0.5 && inputs.symbol_risk <= 1.5).toBe(true)
        expect(inputs.margin_utilisation >= 0 && inputs.margin_utilisation <= 1).toBe(true)
        expect(inputs.exchange_divergence >= 0 && inputs.exchange_divergence <= 1).toBe(true)
        expect(Math.abs(inputs.funding_rate) <= 0.05).toBe(true)
      }),
    )
  })

  it('fails closed: a broken input never gives more leverage than any number in its place', () => {
    const field = fc.constantFrom<keyof LeverageRequest>(
      'confidence',
      'volatility_factor',
      'pnl_trend',
      'symbol_risk',
      'margin_utilisation',
      'exchange_divergence',
      'funding_rate',
    )
    const broken = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(anyRequest, field, broken, finite, (request, name, none, some) => {
        const without = ilfLeverage({ ...request, [name]: none }).factors.product
        expect(without).toBeLessThanOrEqual(ilfLeverage({ ...request, [name]: some }).factors.product)
      }),
    )
  })

  it('takes its constants from the parameters', () => {
    const params = { ...DEFAULT_LEVERAGE_PARAMS, safety: 0.5, max: 20 }
    const { leverage, clamped, factors } = ilfLeverage(NEUTRAL, params)
    expect({ leverage, clamped, safety: factors.safety }).toEqual({ leverage: 20, clamped: true, safety: 0.5 })
    expect(factors.product).toBeCloseTo(28, 9)
  })
})
