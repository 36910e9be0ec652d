import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BASELINE_CANDLES, DEFAULT_BASELINE_PARAMS, ensemble } from '../../src/domain/baseline.ts'
import { anyCandle, candlesOf, line, soundCandle } from './candles.ts'

/** A quiet market that starts to rise steadily, by `step` of the price a candle. */
const rally = (step: number) =>
  candlesOf([...Array.from({ length: 30 }, (_, i) => 100 + (i % 2) * 0.1), ...line(20, step, 100)])

describe('ensemble', () => {
  it('holds until there are candles for all models', () => {
    const candles = candlesOf(line(BASELINE_CANDLES, 0.001))
    expect(ensemble(candles.slice(1))).toEqual({
      action: 'HOLD',
      confidence: 0,
      reason: '29 of 30 closed candles seen',
    })
    expect(ensemble(candles).confidence).toBeGreaterThan(0)
  })

  it('buys what rises and sells what falls, with the grounds of the models that agree', () => {
    const buy = ensemble(rally(0.002))
    expect(buy).toMatchObject({ action: 'BUY', reason: expect.stringMatching(/^momentum up .*30-candle trend up/) })
    expect(buy.confidence).toBeGreaterThan(0.6)
    const sell = ensemble(rally(-0.002))
    expect(sell).toMatchObject({
      action: 'SELL',
      reason: expect.stringMatching(/^momentum down .*30-candle trend down/),
    })
  })

  it('names what speaks against, and is less sure for it', () => {
    // The same rally, but the last candle shoots up, so that mean reversion objects.
    const stretched = ensemble(
      candlesOf([
        ...rally(0.0002)
          .slice(0, -1)
          .map(({ close }) => close),
        104,
      ]),
    )
    expect(stretched.reason).toMatch(/; but price stretched \d\.\dσ above its 20-candle mean/)
    const without = { ...DEFAULT_BASELINE_PARAMS, weights: { ...DEFAULT_BASELINE_PARAMS.weights, meanReversion: 0 } }
    const candles = candlesOf([
      ...rally(0.0002)
        .slice(0, -1)
        .map(({ close }) => close),
      104,
    ])
    expect(ensemble(candles, without).confidence).toBeGreaterThan(stretched.confidence)
  })

  it('holds, with every model’s reason, where nothing moves', () => {
    const { action, confidence, reason } = ensemble(candlesOf(line(50, 0)))
    expect({ action, confidence }).toEqual({ action: 'HOLD', confidence: 0.5 })
    expect(reason).toMatch(/^the models agree on too little: no momentum.*; nothing to revert.*; inside.*; no trend/)
  })

  it('holds below the least confidence asked for, and says so', () => {
    const strict = { ...DEFAULT_BASELINE_PARAMS, minConfidence: 0.99 }
    expect(ensemble(rally(0.002), strict)).toMatchObject({
      action: 'HOLD',
      confidence: ensemble(rally(0.002)).confidence,
      reason: expect.stringMatching(/^the models agree on too little: momentum up/),
    })
  })

  it('weighs the models as told, and holds when none counts', () => {
    const only = { momentum: 0, meanReversion: 0, breakout: 0, trend: 1 }
    expect(ensemble(candlesOf(line(50, 0.001)), { weights: only, minConfidence: 0.6 }).confidence).toBeCloseTo(1, 6)
    const none = { ...only, trend: 0 }
    expect(ensemble(rally(0.002), { weights: none, minConfidence: 0.5 })).toMatchObject({
      action: 'HOLD',
      confidence: 0.5,
    })
  })

  it('holds with confidence 0 where one of the candles is unusable', () => {
    const [first, ...others] = rally(0.002).toReversed()
    const broken = [...others.toReversed(), { ...first!, close: Number.NaN }]
    expect(ensemble(broken)).toEqual({
      action: 'HOLD',
      confidence: 0,
      reason: 'one of the last 30 candles is unusable',
    })
  })

  it('gives a confidence within [0, 1] and acts only from the least confidence on, whatever the candles hold', () => {
    const windows = fc.oneof(
      fc.array(soundCandle, { minLength: 30, maxLength: 50 }),
      fc.array(fc.oneof(anyCandle, soundCandle), { maxLength: 50 }),
    )
    fc.assert(
      fc.property(windows, (candles) => {
        const { action, confidence, reason } = ensemble(candles)
        expect(confidence >= 0 && confidence <= 1).toBe(true)
        expect(action === 'HOLD' || confidence >= DEFAULT_BASELINE_PARAMS.minConfidence).toBe(true)
        expect(reason).not.toBe('')
      }),
    )
  })
})
