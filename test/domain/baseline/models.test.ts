import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breakout } from '../../../src/domain/baseline/breakout.ts'
import { meanReversion } from '../../../src/domain/baseline/mean-reversion.ts'
import { momentum } from '../../../src/domain/baseline/momentum.ts'
import { trend } from '../../../src/domain/baseline/trend.ts'
import { anyCandle, candlesOf, line, soundCandle } from '../candles.ts'

/** Closes that go up and down by 1 in turn around 100. */
const zigzag = (count: number) => Array.from({ length: count }, (_, index) => 100 + (index % 2))

describe.each([
  ['momentum', momentum, 30],
  ['mean reversion', meanReversion, 20],
  ['breakout', breakout, 21],
  ['trend', trend, 30],
])('%s', (_, model, needed) => {
  it(`has no opinion with fewer than ${needed} candles`, () => {
    const candles = candlesOf(zigzag(needed))
    expect(model(candles.slice(1))).toBeNull()
    expect(model(candles)).not.toBeNull()
  })

  it('abstains in a market that stands still', () => {
    expect(model(candlesOf(line(50, 0)))?.vote).toBe(0)
  })

  it('votes the other way round for the mirrored market', () => {
    const step = fc.integer({ min: -100, max: 100 }).map((tenThousandths) => tenThousandths / 1e4)
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 50 }), (steps) => {
        // Steps so small that mirroring the price and mirroring its returns are nearly the same.
        const path = (sign: number) =>
          steps.map((_, end) => 100 + sign * 1e-4 * steps.slice(0, end + 1).reduce((a, b) => a + b, 0))
        const up = model(candlesOf(path(1)))?.vote ?? Number.NaN
        const down = model(candlesOf(path(-1)))?.vote ?? Number.NaN
        expect(up + down).toBeCloseTo(0, 2)
      }),
    )
  })

  it('looks at its last candles only', () => {
    fc.assert(
      fc.property(fc.array(soundCandle, { minLength: 50, maxLength: 60 }), (candles) => {
        expect(model(candles)).toEqual(model(candles.slice(-needed)))
      }),
    )
  })

  it('votes within [−1, 1] with a reason, whatever the candles hold', () => {
    const candles = fc.array(fc.oneof(anyCandle, soundCandle), { minLength: 50, maxLength: 50 })
    fc.assert(
      fc.property(candles, (window) => {
        const opinion = model(window)
        expect(Math.abs(opinion?.vote ?? Number.NaN)).toBeLessThanOrEqual(1)
        expect(opinion?.reason).not.toBe('')
      }),
    )
  })
})

describe('momentum', () => {
  it('goes with a move out of proportion', () => {
    const surge = [...zigzag(40), ...line(10, 0.01, 101)]
    expect(momentum(candlesOf(surge))?.vote).toBeGreaterThan(0.3)
    expect(momentum(candlesOf(surge))?.reason).toMatch(/^momentum up \d\.\dσ over 12 candles$/)
    expect(Math.abs(momentum(candlesOf(zigzag(50)))?.vote ?? 1)).toBeLessThan(0.1)
  })
})

describe('mean reversion', () => {
  it('fades an extreme and leaves the ordinary alone', () => {
    // 19 closes of 100 and one of 110: √19 = 4.4 standard deviations off the mean.
    expect(meanReversion(candlesOf([...line(19, 0), 110]))).toEqual({
      vote: -1,
      reason: 'price stretched 4.4σ above its 20-candle mean',
    })
    expect(meanReversion(candlesOf([...line(19, 0), 90]))?.vote).toBe(1)
    expect(meanReversion(candlesOf(zigzag(20)))).toEqual({
      vote: 0,
      reason: 'price 1.0σ above its 20-candle mean, nothing extreme',
    })
  })
})

describe('breakout', () => {
  it('goes with a close outside the channel, harder the further outside', () => {
    // The channel of the zigzag is 100 to 101: a quarter of its height beyond is a full vote.
    const channel = zigzag(20)
    expect(breakout(candlesOf([...channel, 101.125]))).toEqual({ vote: 0.75, reason: 'break above the 20-candle high' })
    expect(breakout(candlesOf([...channel, 102]))?.vote).toBe(1)
    expect(breakout(candlesOf([...channel, 99.875]))).toEqual({ vote: -0.75, reason: 'break below the 20-candle low' })
    expect(breakout(candlesOf([...channel, 101]))?.vote).toBe(0)
  })
})

describe('trend', () => {
  it('goes with a straight line fully and with noise hardly', () => {
    expect(trend(candlesOf(line(50, 0.001)))?.vote).toBeCloseTo(1, 6)
    expect(trend(candlesOf(line(50, -0.001)))?.vote).toBeCloseTo(-1, 6)
    expect(Math.abs(trend(candlesOf(zigzag(50)))?.vote ?? 1)).toBeLessThan(0.05)
  })
})
