import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseMultiplier, DEFAULT_SIZING_PARAMS, type LearntValue, learn, reward } from '../../src/domain/sizing.ts'
import { sizingState } from '../../src/domain/sizing-state.ts'

const learnt = (values: Readonly<Record<number, number>>): ReadonlyMap<number, LearntValue> =>
  new Map(Object.entries(values).map(([multiplier, value]) => [Number(multiplier), { value, visits: 1 }]))

const GREEDY = { ...DEFAULT_SIZING_PARAMS, epsilon: 0 }
const STATE = 'lv-trending.c2.e0.p1'

describe('chooseMultiplier', () => {
  it('gives the example of FORMULAS: 68 %, ATR 2 %, nothing learnt, $200 @ 1x', () => {
    const state = sizingState({ atrRatio: 0.02, adx: null, confidence: 0.68, exposureRatio: 0, winRateRatio: null })
    const { multiplier, explored } = chooseMultiplier(state, new Map(), 'any signal')
    expect(multiplier * DEFAULT_SIZING_PARAMS.defaultSizeUsd).toBe(200)
    expect(explored).toBe(false)
  })

  it('is careful in a high-volatility state that has learnt nothing', () => {
    expect(chooseMultiplier('hv-ranging.c2.e0.p1', new Map(), 's')).toEqual({ multiplier: 0.3, explored: false })
  })

  it('takes what has paid best, the smaller one on a tie', () => {
    expect(chooseMultiplier(STATE, learnt({ 0.5: 0.1, 1: 0.3, 1.5: 0.2 }), 's', GREEDY).multiplier).toBe(1)
    expect(chooseMultiplier(STATE, learnt({ 1.5: 0.3, 0.75: 0.3 }), 's', GREEDY).multiplier).toBe(0.75)
  })

  it('takes the smallest where even the best has lost', () => {
    expect(chooseMultiplier(STATE, learnt({ 1: -0.1, 1.5: -0.2 }), 's', GREEDY).multiplier).toBe(0.3)
  })

  it('heeds only multipliers that may be chosen, that were tried and have a finite value', () => {
    const strange = new Map([
      [2, { value: 9, visits: 4 }],
      [1.5, { value: 9, visits: 0 }],
      [1, { value: Number.NaN, visits: 4 }],
    ])
    expect(chooseMultiplier('hv-ranging.c2.e0.p1', strange, 's', GREEDY)).toEqual({ multiplier: 0.3, explored: false })
  })

  it('explores a tenth of the time, every multiplier, and repeats itself for the same signal', () => {
    const values = learnt({ 1: 0.5 })
    const choices = Array.from({ length: 5_000 }, (_, index) => chooseMultiplier(STATE, values, `signal-${index}`))
    const explored = choices.filter((choice) => choice.explored)
    // 500 expected, standard deviation 21.
    expect(Math.abs(explored.length - 500)).toBeLessThan(100)
    expect(new Set(explored.map(({ multiplier }) => multiplier))).toEqual(new Set(DEFAULT_SIZING_PARAMS.multipliers))
    expect(choices.every(({ multiplier, explored }) => explored || multiplier === 1)).toBe(true)
    expect(choices).toEqual(choices.map((_, index) => chooseMultiplier(STATE, values, `signal-${index}`)))
  })

  it('always chooses one of the multipliers, whatever was learnt', () => {
    const entry = fc.tuple(
      fc.oneof(fc.constantFrom(...DEFAULT_SIZING_PARAMS.multipliers), fc.double()),
      fc.record({ value: fc.double(), visits: fc.integer() }),
    )
    fc.assert(
      fc.property(fc.string(), fc.array(entry), fc.string(), (state, entries, seed) =>
        DEFAULT_SIZING_PARAMS.multipliers.includes(chooseMultiplier(state, new Map(entries), seed).multiplier),
      ),
    )
  })
})

describe('reward', () => {
  it('is profit − 0.01 a day − half the drawdown + 0.1 for a win, all as ratios', () => {
    expect(reward({ pnlRatio: 0.2, daysHeld: 2, maxDrawdownRatio: 0.1, won: true })).toBeCloseTo(0.23, 12)
    expect(reward({ pnlRatio: -0.2, daysHeld: 2, maxDrawdownRatio: 0.3, won: false })).toBeCloseTo(-0.37, 12)
  })

  it('is bounded for any numbers, and what is not finite is the worst', () => {
    const position = fc.record({
      pnlRatio: fc.double(),
      daysHeld: fc.double(),
      maxDrawdownRatio: fc.double(),
      won: fc.boolean(),
    })
    fc.assert(fc.property(position, (closed) => reward(closed) >= -5.15 - 1e-9 && reward(closed) <= 10.1 + 1e-9))
    const broken = {
      pnlRatio: Number.NaN,
      daysHeld: Number.POSITIVE_INFINITY,
      maxDrawdownRatio: Number.NaN,
      won: false,
    }
    expect(reward(broken)).toBeCloseTo(-1 - 3.65 - 0.5, 12)
  })
})

describe('learn', () => {
  it('moves the value by α of what it was wrong', () => {
    expect(learn(0, 1)).toBeCloseTo(0.15, 12)
    expect(learn(1, 0, 0.5)).toBe(0.5)
  })

  it('ends at the reward it always gets', () => {
    const value = Array.from({ length: 200 }).reduce<number>((before) => learn(before, 0.4), -3)
    expect(value).toBeCloseTo(0.4, 9)
  })

  it('learns nothing from a reward that is not finite, and stays between value and reward', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY].map((broken) => learn(0.3, broken))).toEqual([0.3, 0.3])
    const amount = fc.double({ min: -10, max: 10, noNaN: true })
    fc.assert(
      fc.property(amount, amount, (value, gained) => {
        const after = learn(value, gained)
        expect(after >= Math.min(value, gained) && after <= Math.max(value, gained)).toBe(true)
      }),
    )
  })
})
