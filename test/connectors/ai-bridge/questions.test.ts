/** Ticks into questions: one for each candle that was traded in, named as ai-baseline names it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../../src/config/config.ts'
import { Questions } from '../../../src/connectors/ai-bridge/questions.ts'
import { testTopology } from '../../../src/testing/index.ts'
import { topics } from '../../../src/topics.ts'
import { aiBaseline } from '../../../src/topologies/index.ts'
import { tick } from '../../operators/inputs.ts'

const T0 = 1_764_547_200_000
const FRAME = 300_000

describe('ticks become questions', () => {
  it('at the first tick behind a candle, with its volume and everything that has closed', () => {
    const questions = new Questions(FRAME)
    expect(questions.take(tick(T0 + 1, 100, { volume: 2 }))).toBeNull()
    expect(questions.take(tick(T0 + FRAME - 1, 101, { volume: 3 }))).toBeNull()
    const next = tick(T0 + FRAME, 102, { volume: 4 })
    expect(questions.take(next)).toEqual({
      symbol: 'A',
      endMs: T0 + FRAME,
      count: 1,
      tick: next,
      volume: 5,
      candles: [{ openTime: T0, open: 100, high: 101, low: 100, close: 101, volume: 5 }],
    })
  })

  it('one after a gap too, which says how many intervals it stands for and has no candles', () => {
    const questions = new Questions(FRAME)
    questions.take(tick(T0, 100))
    expect(questions.take(tick(T0 + 12 * FRAME, 100))).toMatchObject({ endMs: T0 + FRAME, count: 12, candles: [] })
  })

  it('for traded markets and prices that can be true alone', () => {
    const questions = new Questions(FRAME)
    for (const [price, rest] of [
      [100, { role: 'REFERENCE' }],
      [100, { role: 'UNKNOWN' }],
      [0, {}],
      [-1, {}],
      [Number.NaN, {}],
      [Number.POSITIVE_INFINITY, {}],
    ] as const) {
      questions.take(tick(T0, price, rest))
      expect(questions.take(tick(T0 + FRAME, price, rest))).toBeNull()
    }
    expect(questions.symbols).toBe(0)
  })

  it('counts a volume that cannot be true as none', () => {
    const questions = new Questions(FRAME)
    for (const volume of [Number.NaN, -5, Number.POSITIVE_INFINITY, 2]) questions.take(tick(T0, 100, { volume }))
    expect(questions.take(tick(T0 + FRAME, 100))).toMatchObject({ volume: 2 })
  })

  it('for the very candles that ai-baseline speaks of, from wherever reading begins', () => {
    const moves = fc.array(
      fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 1, max: 9 })),
      { minLength: 30, maxLength: 120 },
    )
    fc.assert(
      fc.property(moves, fc.nat({ max: 20 }), (all, skipped) => {
        const driver = testTopology(aiBaseline, { config: { ...DEFAULT_CONFIG, timeframe: '5m' } })
        const [whole, late] = [new Questions(FRAME), new Questions(FRAME)]
        const asked: string[] = []
        const askedLate: string[] = []
        let timeMs = T0
        for (const [i, [symbol, moveMs, price]] of all.entries()) {
          timeMs += moveMs
          const one = tick(timeMs, price, { symbol, market: `${symbol}-PERP` })
          driver.pipe(topics.marketTick, one)
          const interval = whole.take(one)
          if (interval !== null) asked.push(`${interval.symbol}-5m-${interval.endMs}`)
          const again = i < skipped ? null : late.take(one)
          if (again !== null) askedLate.push(`${again.symbol}-5m-${again.endMs}`)
        }
        const spoken = new Set(driver.read(topics.aiSignal).map(({ value }) => value.signal_id))
        expect(new Set(asked).size).toBe(asked.length)
        expect(asked.every((id) => spoken.has(id))).toBe(true)
        // Begun later, no interval gets another name.
        expect(askedLate.every((id) => asked.includes(id))).toBe(true)
        // ai-baseline closes by the clock as well: it is ahead by the last candle of each symbol at most.
        expect(spoken.size - asked.length).toBeLessThanOrEqual(3)
      }),
      { numRuns: 30 },
    )
  })
})
