/** Ticks into candles: folding, closing, late ticks, reference markets. */
import { EMPTY, NEVER } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Candle } from '../../src/domain/candle.ts'
import { isClosed, isLate, type ToCandlesOptions, toCandles } from '../../src/operators/to-candles.ts'
import { tickInput } from './inputs.ts'
import { BROKEN, marbles, operatorChecklist, play } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

const MINUTE = 60_000
const candles = (options: Partial<ToCandlesOptions> = {}) =>
  toCandles({ store: keyValue<Candle>(), timeframe: '1m', timeframeMs: MINUTE, punctuation: EMPTY, ...options })

const candle = (minute: number, prices: readonly [number, number, number, number], volume: number): Candle => {
  const [open, high, low, close] = prices
  return { openTime: minute * MINUTE, open, high, low, close, volume }
}
const closed = (symbol: string, of: Candle) => ({ kind: 'closed' as const, symbol, candle: of })
const late = tickInput(59_999, 9)

operatorChecklist('toCandles', {
  make: () => candles(),
  makeBroken: () => candles({ store: new BrokenStore() }),
  records: [
    [tickInput(0, 10), []],
    [tickInput(59_999, 12), []],
    [tickInput(60_000, 11), [closed('A', candle(0, [10, 12, 10, 12], 2))]],
    [late, [{ kind: 'late' as const, tick: late }]],
    [tickInput(125_000, 13), [closed('A', candle(1, [11, 11, 11, 11], 1))]],
  ],
})

describe('toCandles', () => {
  it('folds open, high, low, close and volume; the open time belongs to its candle', () => {
    const ticks = [
      tickInput(0, 10),
      tickInput(15_000, 8),
      tickInput(30_000, 13, { volume: 2.5 }),
      tickInput(59_999, 11),
    ]
    expect(play(candles(), ...ticks, tickInput(60_000, 20)).filter(isClosed)).toEqual([
      closed('A', candle(0, [10, 13, 8, 11], 5.5)),
    ])
  })

  it('keeps the candles of each symbol apart', () => {
    const outputs = play(
      candles(),
      tickInput(0, 10),
      tickInput(1, 5, { symbol: 'B' }),
      tickInput(60_000, 6, { symbol: 'B' }),
    )
    expect(outputs).toEqual([closed('B', candle(0, [5, 5, 5, 5], 1))])
  })

  it.each(['REFERENCE', 'UNKNOWN'] as const)('passes over %s markets', (role) => {
    const store = keyValue<Candle>()
    expect(play(candles({ store }), tickInput(0, 10, { role }), tickInput(60_000, 11, { role }))).toEqual([])
    expect(store.size).toBe(0)
  })

  it('a late tick changes no candle and is told apart by isLate', () => {
    const outputs = play(candles(), tickInput(60_000, 10), tickInput(10, 99), tickInput(120_000, 11))
    expect(outputs.filter(isLate).map(({ tick }) => tick.timestamp)).toEqual([10])
    expect(outputs.filter(isClosed)).toEqual([closed('A', candle(1, [10, 10, 10, 10], 1))])
  })

  it('punctuation closes what is over, in the order of the symbols, and nothing else', () =>
    marbles(({ cold, expectObservable }) => {
      const ticks = {
        b: tickInput(0, 5, { symbol: 'B' }),
        a: tickInput(1, 10),
        c: tickInput(60_001, 7, { symbol: 'C' }),
      }
      const tick$ = cold('      -b-a-c---------|', ticks)
      const punctuation = cold('------p----q---|', { p: 2 * MINUTE - 1, q: 2 * MINUTE })
      expectObservable(tick$.pipe(candles({ punctuation }))).toBe('------(xy)-z---|', {
        x: closed('A', candle(0, [10, 10, 10, 10], 1)),
        y: closed('B', candle(0, [5, 5, 5, 5], 1)),
        z: closed('C', candle(1, [7, 7, 7, 7], 1)),
      })
    }))

  it('leaves candles of another timeframe alone', () =>
    marbles(({ cold, expectObservable }) => {
      const store = keyValue({ 'A/5m': candle(0, [1, 1, 1, 1], 1) })
      expectObservable(NEVER.pipe(candles({ store, punctuation: cold('-p', { p: 60 * MINUTE }) }))).toBe('--')
      expect(store.keys()).toEqual(['A/5m'])
    }))

  it('an error while closing ends the stream', () =>
    marbles(({ cold, expectObservable }) => {
      const punctuation = cold('-p', { p: MINUTE })
      expectObservable(NEVER.pipe(candles({ store: new BrokenStore(), punctuation }))).toBe('-#', undefined, BROKEN)
    }))
})
