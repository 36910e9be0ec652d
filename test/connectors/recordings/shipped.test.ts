/** The recording that ships: what the documents say of it is so. */
import { beforeAll, expect, test } from 'vitest'
import { candleMinutes } from '../../../src/connectors/recordings/candle-minutes.ts'
import { type RecordingSource, recordingSource } from '../../../src/connectors/recordings/recording-source.ts'
import { scanCandles } from '../../../src/connectors/recordings/scan-candles.ts'
import { SHIPPED_CANDLES } from '../../../src/connectors/recordings/shipped.ts'
import { MINUTE } from './corpus.ts'

let source: RecordingSource

beforeAll(async () => {
  source = await recordingSource({ candles: SHIPPED_CANDLES })
})

test('44 markets in three segments: 31 traded, 13 compared with, one dead, no bad line, no funding', () => {
  const { summary, scan } = source
  expect(scan.rows).toBe(88_000)
  expect(summary.segments.map(({ durationMs }) => durationMs / MINUTE)).toEqual([745, 655, 600])
  expect(summary.traded).toHaveLength(31)
  expect(summary.reference).toHaveLength(13)
  expect(summary.traded).toContain('BTCUSDC')
  expect(summary.dead).toEqual([{ market: 'FTMUSDT', reason: 'its price never leaves 0.7702, no volume' }])
  expect(summary.problems.total).toBe(0)
  expect(summary.funding).toBe('none')
  expect(summary.marketGaps).toEqual([])
  expect(summary.instruments.derived).toEqual([])
  expect(summary.instruments.source).toMatch(/Nothing here was fetched from Binance live/)
})

test('the instruments file has the steps of the data, for each market', () => {
  const unit = (decimals: number) => (decimals === 0 ? '1' : (10 ** -decimals).toFixed(decimals))
  for (const { market, priceDecimals, volumeDecimals } of source.scan.markets) {
    const instrument = source.instruments.markets.get(market)?.instrument
    expect(instrument, market).toMatchObject({
      exchange: 'binanceusdm',
      tick_size: unit(priceDecimals),
      step_size: unit(volumeDecimals),
      maker_fee_bps: market.endsWith('USDC') ? 0 : 2,
      taker_fee_bps: market.endsWith('USDC') ? 4 : 5,
    })
  }
})

test('31 instruments and 352,000 ticks in 2,000 batches', async () => {
  const topics = new Map<string, number>()
  let batches = 0
  for await (const batch of source.open()) {
    batches += 1
    for (const { topic } of batch) topics.set(topic, (topics.get(topic) ?? 0) + 1)
  }
  expect(batches).toBe(2000)
  expect([...topics]).toEqual([
    ['instrument', 31],
    ['market.tick', 352_000],
  ])
})

test('streamed from the file, chunk after chunk, it is the same', async () => {
  const streamed = await scanCandles(SHIPPED_CANDLES, { maxHeldRows: 10 })
  expect({ ...streamed, table: null }).toEqual({ ...source.scan, table: null })
  const held = candleMinutes(source.scan)[Symbol.asyncIterator]()
  let minutes = 0
  for await (const { time, table, start, end } of candleMinutes(streamed)) {
    const other = (await held.next()).value
    if (time !== other?.time || end - start !== other.end - other.start) throw new Error(`minute ${time} differs`)
    for (let at = start, twin = other.start; at < end; at += 1, twin += 1) {
      const same = table.close[at] === other.table.close[twin] && table.market[at] === other.table.market[twin]
      if (!same) throw new Error(`row ${at} of minute ${time} differs`)
    }
    minutes += 1
  }
  expect(minutes).toBe(2000)
})
