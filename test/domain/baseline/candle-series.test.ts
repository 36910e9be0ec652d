/** Candles kept price by price: the same as those of the ai-baseline topology, whatever comes in. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../../src/config/config.ts'
import {
  type CandleSeries,
  NO_CANDLES,
  withClosedCandles,
  withPrice,
} from '../../../src/domain/baseline/candle-series.ts'
import { BASELINE_CANDLES, ensemble } from '../../../src/domain/baseline.ts'
import { testTopology } from '../../../src/testing/index.ts'
import { topics } from '../../../src/topics.ts'
import { aiBaseline } from '../../../src/topologies/index.ts'
import { tick } from '../../operators/inputs.ts'
import { candlesOf, FIVE_MINUTES_MS } from '../candles.ts'

const T0 = 1_764_547_200_000
const RISE = candlesOf(Array.from({ length: 40 }, (_, i) => 100 + i))

const priceAt = (series: CandleSeries, timeMs: number, price = 100) =>
  withPrice(series, { timeMs, price, volume: 1 }, FIVE_MINUTES_MS)

describe('candles kept price by price', () => {
  it('give the advice that ai-baseline gives on the same ticks, gaps and late ticks included', () => {
    const steps = fc.array(
      fc.record({
        // Mostly forwards, sometimes back, now and then over a gap.
        moveMs: fc.oneof(
          { weight: 20, arbitrary: fc.integer({ min: 0, max: 400_000 }) },
          { weight: 2, arbitrary: fc.integer({ min: -400_000, max: -1 }) },
          { weight: 1, arbitrary: fc.integer({ min: 1_000_000, max: 2_500_000 }) },
        ),
        price: fc.integer({ min: 900, max: 1100 }),
      }),
      { minLength: 60, maxLength: 150 },
    )
    fc.assert(
      fc.property(steps, (moves) => {
        const driver = testTopology(aiBaseline, { config: { ...DEFAULT_CONFIG, timeframe: '5m' } })
        let series = NO_CANDLES
        let timeMs = T0
        let newestMs = T0
        const own: object[] = []
        for (const { moveMs, price } of moves) {
          timeMs = Math.max(T0, newestMs + moveMs)
          newestMs = Math.max(newestMs, timeMs)
          driver.pipe(topics.marketTick, tick(timeMs, price / 10))
          const before = series.open
          series = withPrice(series, { timeMs, price: price / 10, volume: 1 }, FIVE_MINUTES_MS)
          // Over a gap the series is empty at once; the topology spoke when the old candle ended, so it is left out.
          if (before !== null && series.open !== before && series.closed.at(-1)?.openTime === before.openTime) {
            own.push({ end: before.openTime + FIVE_MINUTES_MS, ...ensemble(series.closed) })
          }
        }
        const theirs = new Map(
          driver
            .read(topics.aiSignal)
            .map(({ value: { tick_time, action, confidence, reason } }) => [
              (tick_time ?? 0) + 1,
              { end: (tick_time ?? 0) + 1, action, confidence, reason },
            ]),
        )
        expect(own.length).toBeGreaterThan(0)
        for (const advice of own) expect(theirs.get(Reflect.get(advice, 'end'))).toEqual(advice)
      }),
      { numRuns: 10 },
    )
  })

  it('start anew after more than three missing candles, and bridge three', () => {
    const warm = withClosedCandles(NO_CANDLES, RISE, FIVE_MINUTES_MS)
    const last = RISE.at(-1)!.openTime
    expect(warm.closed).toHaveLength(BASELINE_CANDLES)
    expect(priceAt(warm, last + 4 * FIVE_MINUTES_MS).closed).toHaveLength(BASELINE_CANDLES)
    expect(priceAt(warm, last + 5 * FIVE_MINUTES_MS).closed).toEqual([])
  })

  it('take closed candles in any order, given twice, and above what was folded from prices', () => {
    const folded = priceAt(priceAt(NO_CANDLES, 0, 50), FIVE_MINUTES_MS, 51)
    const given = withClosedCandles(folded, [...RISE].reverse(), FIVE_MINUTES_MS)
    expect(given).toEqual({ open: null, closed: RISE.slice(-BASELINE_CANDLES) })
    expect(withClosedCandles(given, RISE.slice(-3), FIVE_MINUTES_MS)).toEqual(given)
  })

  it('keep no more than the models look at, and only behind the latest gap', () => {
    const withHole = RISE.map((candle, i) => (i < 30 ? candle : { ...candle, openTime: candle.openTime + 3_000_000 }))
    expect(withClosedCandles(NO_CANDLES, withHole, FIVE_MINUTES_MS).closed).toEqual(withHole.slice(30))
  })

  it('leave a late price out', () => {
    const warm = withClosedCandles(NO_CANDLES, RISE, FIVE_MINUTES_MS)
    expect(priceAt(warm, RISE.at(-1)!.openTime + FIVE_MINUTES_MS - 1)).toBe(warm)
    const open = priceAt(warm, RISE.at(-1)!.openTime + FIVE_MINUTES_MS)
    expect(priceAt(open, RISE.at(-1)!.openTime)).toBe(open)
  })
})
