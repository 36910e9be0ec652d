/** Closed candles into indicators, and their new start after a gap. */
import { describe, expect, it } from 'vitest'
import { atrOf, updateAtr } from '../../src/domain/atr.ts'
import type { Candle } from '../../src/domain/candle.ts'
import { type Indicators, updateIndicators } from '../../src/domain/market/indicators.ts'
import type { ClosedCandle } from '../../src/operators/to-candles.ts'
import { trackIndicators } from '../../src/operators/track-indicators.ts'
import { candlesOf, FIVE_MINUTES_MS, line } from '../domain/candles.ts'
import { operatorChecklist, play } from './marbles.ts'
import { BrokenStore, keyValue, window } from './stores.ts'

const timeframeMs = FIVE_MINUTES_MS
const freshStores = () => ({ candles: window<Candle>(), indicators: keyValue<Indicators>() })
const track = (stores = freshStores()) => trackIndicators({ ...stores, timeframeMs })
const closed = (candle: Candle): ClosedCandle => ({ kind: 'closed', symbol: 'A', candle })
const series = (count: number) => candlesOf(line(count, 0.01), 1)

const [first, second] = series(2) as [Candle, Candle]
const afterFirst = updateIndicators(undefined, first, 'UNKNOWN')

operatorChecklist('trackIndicators', {
  make: () => track(),
  makeBroken: () => trackIndicators({ candles: new BrokenStore(), indicators: new BrokenStore(), timeframeMs }),
  records: [
    [closed(first), [{ symbol: 'A', candle: first, indicators: afterFirst, candles: [first] }]],
    [
      closed(second),
      [
        {
          symbol: 'A',
          candle: second,
          indicators: updateIndicators(afterFirst, second, 'UNKNOWN'),
          candles: [first, second],
        },
      ],
    ],
  ],
})

describe('trackIndicators', () => {
  it('is warm after 14 candles (ATR) and 50 (regime), and keeps the last 50', () => {
    const updates = play(track(), ...series(60).map(closed))
    expect(updates.findIndex(({ indicators }) => indicators.atr !== null)).toBe(13)
    expect(updates.findIndex(({ indicators }) => indicators.regime !== 'UNKNOWN')).toBe(49)
    expect(updates.at(-1)?.candles).toEqual(series(60).slice(-50))
  })

  it('goes on from its stores after a restart', () => {
    const stores = freshStores()
    const all = series(20).map(closed)
    const before = play(track(stores), ...all.slice(0, 10))
    const after = play(track(stores), ...all.slice(10))
    expect([...before, ...after]).toEqual(play(track(), ...all))
  })

  const missing = (count: number) => {
    const all = series(20)
    const shifted = all.slice(16).map((candle) => ({ ...candle, openTime: candle.openTime + count * timeframeMs }))
    return [...all.slice(0, 16), ...shifted]
  }

  it('bridges a gap of three candles', () => {
    const last = play(track(), ...missing(3).map(closed)).at(-1)
    expect(last?.candles).toHaveLength(20)
    expect(last?.indicators.atr).not.toBeNull()
  })

  it('starts anew after a gap of more: nothing from before it is left', () => {
    const stores = freshStores()
    const candles = missing(4)
    const last = play(track(stores), ...candles.map(closed)).at(-1)
    const since = candles.slice(16)
    expect(last?.candles).toEqual(since)
    expect(last?.indicators.atrState).toEqual(since.reduce<Indicators['atrState'] | undefined>(updateAtr, undefined))
    expect(last?.indicators.atr).toBe(null)
    expect(atrOf(last?.indicators.atrState)).toBe(null)
    expect(stores.candles.buckets('A')).toEqual(since.map(({ openTime }) => openTime))
  })
})
