/** Closed candles into signals of the built-in model. */
import { describe, expect, it } from 'vitest'
import { BASELINE_MODEL } from '../../src/domain/baseline/model.ts'
import { DEFAULT_BASELINE_PARAMS } from '../../src/domain/baseline.ts'
import { updateIndicators } from '../../src/domain/market/indicators.ts'
import { adviseOnCandles } from '../../src/operators/advise-on-candles.ts'
import type { IndicatorUpdate } from '../../src/operators/track-indicators.ts'
import { candlesOf, FIVE_MINUTES_MS, line } from '../domain/candles.ts'
import { BROKEN, operatorChecklist, play } from './marbles.ts'

const NOW = 10_000_000

/** The update that the last of some candles makes. */
function update(closes: readonly number[]): IndicatorUpdate {
  const candles = candlesOf(closes, 0.1)
  const candle = candles.at(-1)
  if (candle === undefined) throw new Error('no candle')
  return { symbol: 'A', candle, candles, indicators: updateIndicators(undefined, candle, 'UNKNOWN') }
}
const advise = (now = () => NOW) =>
  adviseOnCandles({ timeframe: '5m', timeframeMs: FIVE_MINUTES_MS, params: DEFAULT_BASELINE_PARAMS, now })

const few = update([100, 101])
const more = update([100, 101, 102])
const hold = (count: number, close: number) => ({
  traceId: `A-5m-${count * FIVE_MINUTES_MS}`,
  value: {
    symbol: 'A',
    event_time: NOW,
    signal_id: `A-5m-${count * FIVE_MINUTES_MS}`,
    action: 'HOLD',
    confidence: 0,
    timeframe: '5m',
    ...BASELINE_MODEL,
    reason: `${count} of 30 closed candles seen`,
    reference_price: close,
    tick_time: count * FIVE_MINUTES_MS - 1,
  },
})

operatorChecklist('adviseOnCandles', {
  make: () => advise(),
  makeBroken: () =>
    advise(() => {
      throw BROKEN
    }),
  records: [
    [few, [hold(2, 101)]],
    [more, [hold(3, 102)]],
  ],
})

describe('adviseOnCandles', () => {
  it.each([
    ['rising', 0.01, 'BUY'],
    ['falling', -0.01, 'SELL'],
  ] as const)('advises on a %s market, with a reason', (_, step, action) => {
    const [output] = play(advise(), update(line(40, step)))
    expect(output?.value.action).toBe(action)
    expect(output?.value.confidence).toBeGreaterThan(0.6)
    expect(output?.value.reason).not.toBe('')
  })

  it('names a signal by symbol, timeframe and the end of its candle', () => {
    const [output] = play(advise(), update(line(40, 0.01)))
    expect(output?.value.signal_id).toBe(`A-5m-${40 * FIVE_MINUTES_MS}`)
    expect(output?.traceId).toBe(output?.value.signal_id)
  })
})
