import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annualised } from '../../src/report/annualised.ts'
import { downsample } from '../../src/report/downsample.ts'
import { deepest, type EquityPoint, equityHistory, withEnd } from '../../src/report/equity-curve.ts'
import { HOUR_MS, MINUTE_MS, START } from './fixtures.ts'
import { accountState } from './records.ts'

const DAY_MS = 24 * HOUR_MS

describe('equityHistory', () => {
  it('keeps the ends of flat stretches, and the extremes of the account', () => {
    const states = [0, 1, 2, 3].map((minute) => accountState(START + minute * MINUTE_MS, '10000'))
    const fallen = accountState(START + 4 * MINUTE_MS, '9900', {
      drawdown_ratio: 0.01,
      loss_streak: 3,
      open_positions: 2,
      margin_utilisation_ratio: 0.2,
      notional_ratio: 4,
    })
    const history = equityHistory([...states, fallen, accountState(START + 5 * MINUTE_MS, '9950')])
    expect(history.points.map(({ time, equity }) => [(time - START) / MINUTE_MS, equity])).toEqual([
      [0, 10000],
      [3, 10000],
      [4, 9900],
      [5, 9950],
    ])
    expect(history).toMatchObject({
      endBalance: '9950',
      longestLossStreak: 3,
      mostOpenPositions: 2,
      maxMarginRatio: 0.2,
    })
    expect(deepest(history.points)?.drawdownRatio).toBe(0.01)
  })

  it('measures the end against the peak the last point fell from', () => {
    const [, end] = withEnd([{ time: START, equity: 9000, drawdownRatio: 0.1 }], START + 1, 8000)
    expect(end?.drawdownRatio).toBeCloseTo(0.2, 12)
    expect(withEnd([], START, 10000)).toEqual([{ time: START, equity: 10000, drawdownRatio: 0 }])
  })
})

describe('downsample', () => {
  const curve = fc.array(
    fc.record({ equity: fc.integer({ min: 1, max: 1000 }), fall: fc.integer({ min: 0, max: 100 }) }),
    { maxLength: 400 },
  )

  it('keeps ends, order, and what was highest, lowest and deepest, within the limit', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 5, max: 60 }), (drawn, most) => {
        const points: EquityPoint[] = drawn.map(({ equity, fall }, time) => ({
          time,
          equity,
          drawdownRatio: fall / 100,
        }))
        const kept = downsample(points, most)
        expect(kept.length).toBeLessThanOrEqual(Math.max(most, 5))
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)])
        expect([...kept].sort((a, b) => a.time - b.time)).toEqual(kept)
        const extremes = (of: readonly EquityPoint[]) => [
          Math.max(...of.map(({ equity }) => equity)),
          Math.min(...of.map(({ equity }) => equity)),
          deepest(of)?.drawdownRatio,
        ]
        expect(extremes(kept)).toEqual(extremes(points))
      }),
    )
  })
})

describe('annualised', () => {
  /** A point a day, from 100. */
  function daily(returns: readonly number[]): readonly EquityPoint[] {
    let equity = 100
    const closes = returns.map((change, day) => {
      equity *= 1 + change
      return { time: START + (day + 1) * DAY_MS, equity, drawdownRatio: 0 }
    })
    return [{ time: START, equity: 100, drawdownRatio: 0 }, ...closes]
  }

  it('is withheld below 30 days, with the reason', () => {
    expect(annualised(daily([0.01, -0.01]), 33 * HOUR_MS)).toEqual({
      sharpeRatio: null,
      days: 33 / 24,
      withheld: '33.0 hours of data are too short a sample: it takes 30 days',
    })
  })

  it('is mean over deviation of the daily returns, times √365', () => {
    const returns = Array.from({ length: 40 }, (_, day) => (day % 2 === 0 ? 0.03 : -0.01))
    const { sharpeRatio, withheld } = annualised(daily(returns), 41 * DAY_MS)
    expect(withheld).toBeNull()
    expect(sharpeRatio).toBeCloseTo((0.01 / (0.02 * Math.sqrt(40 / 39))) * Math.sqrt(365), 9)
  })

  it('is withheld of an account that never moved', () => {
    expect(annualised(daily(Array.from({ length: 40 }, () => 0)), 41 * DAY_MS).withheld).toBe('the equity did not move')
  })
})
