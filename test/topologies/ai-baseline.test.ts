/** ai-baseline: one signal per closed candle of every traded market, with a reason. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { type TestDriver, testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { aiBaseline } from '../../src/topologies/index.ts'
import { tick } from '../operators/inputs.ts'

const T0 = 1_764_547_200_000
const FIVE_MINUTES = 300_000

const config = { ...DEFAULT_CONFIG, timeframe: '5m' }

/** Pipes a tick at the start of each of `count` candles; the price gains `step` of 100 each time. */
function candles(driver: TestDriver, count: number, step = 0, from = 0): void {
  for (let i = from; i < from + count; i++)
    driver.pipe(topics.marketTick, tick(T0 + i * FIVE_MINUTES, 100 * (1 + step * i)))
}
const signalsOf = (driver: TestDriver) => driver.read(topics.aiSignal).map(({ value }) => value)

describe('ai-baseline', () => {
  it('gives exactly one signal per closed candle, named after its end', () => {
    const driver = testTopology(aiBaseline, { config })
    candles(driver, 40, 0.01)
    const signals = signalsOf(driver)
    expect(signals.map(({ signal_id }) => signal_id)).toEqual(
      Array.from({ length: 39 }, (_, i) => `A-5m-${T0 + (i + 1) * FIVE_MINUTES}`),
    )
    expect(new Set(signals.map(({ signal_id }) => signal_id)).size).toBe(39)
    expect(signals.every(({ reason, model }) => reason !== '' && reason != null && model === 'baseline-ensemble')).toBe(
      true,
    )
  })

  it('holds until there are enough candles, then sees a rise for what it is', () => {
    const driver = testTopology(aiBaseline, { config })
    candles(driver, 45, 0.01)
    const signals = signalsOf(driver)
    expect(new Set(signals.slice(0, 29).map(({ action }) => action))).toEqual(new Set(['HOLD']))
    expect(signals.at(-1)?.action).toBe('BUY')
  })

  it('speaks at the end of a candle also when the market has gone quiet, at that very time', () => {
    const driver = testTopology(aiBaseline, { config })
    driver.pipe(topics.marketTick, tick(T0 + 1, 100))
    driver.advanceTo(T0 + FIVE_MINUTES - 1)
    expect(signalsOf(driver)).toEqual([])
    driver.advanceTo(T0 + FIVE_MINUTES)
    expect(signalsOf(driver)).toMatchObject([
      { event_time: T0 + FIVE_MINUTES, reference_price: 100, tick_time: T0 + FIVE_MINUTES - 1 },
    ])
    driver.advanceTo(T0 + 4 * FIVE_MINUTES)
    expect(signalsOf(driver)).toEqual([])
  })

  it('keeps symbols apart and passes over reference markets', () => {
    const driver = testTopology(aiBaseline, { config })
    driver.pipe(topics.marketTick, tick(T0, 100))
    driver.pipe(topics.marketTick, tick(T0, 7, { symbol: 'B', market: 'B-PERP' }))
    driver.pipe(topics.marketTick, tick(T0, 999, { role: 'REFERENCE', market: 'A-USDC' }))
    driver.advanceTo(T0 + FIVE_MINUTES)
    expect(signalsOf(driver).map(({ symbol, reference_price }) => [symbol, reference_price])).toEqual([
      ['A', 100],
      ['B', 7],
    ])
  })

  it('starts anew after a gap of more than three candles', () => {
    const driver = testTopology(aiBaseline, { config })
    candles(driver, 35, 0.01)
    candles(driver, 2, 0.01, 39)
    expect(signalsOf(driver).at(-1)?.reason).toBe('1 of 30 closed candles seen')
  })

  it('says the same after a restart', () => {
    const run = (restarts: boolean) => {
      const driver = testTopology(aiBaseline, { config })
      candles(driver, 33, -0.005)
      if (restarts) driver.restart()
      candles(driver, 7, -0.005, 33)
      return signalsOf(driver)
    }
    expect(run(true)).toEqual(run(false))
  })
})
