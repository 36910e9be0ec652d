/** History at the start: four ticks a closed candle, in order, and the live ticks after them, none late and none twice. */
import { expect, test } from 'vitest'
import { testTopology } from '../../../src/testing/index.ts'
import { topics } from '../../../src/topics.ts'
import { tradeIntent } from '../../../src/topologies/index.ts'
import { signal } from '../../operators/inputs.ts'
import { config } from '../../topologies/gate-faults.ts'
import { START, startIngest, until } from './start-ingest.ts'

const MINUTE = 60_000

test('makes ATR and regime warm before the first live tick', async () => {
  const ingesting = await startIngest({ historyMinutes: 300 })
  await ingesting.trade('ETHUSDT', 3_001)
  const ticks = ingesting.ticks('ETHUSDT')
  expect(ticks).toHaveLength(4 * 300 + 1)
  expect(ticks[0]?.event_time).toBe(START - 300 * MINUTE)
  expect(ticks.at(-2)?.event_time).toBe(START - 1)
  const times = ingesting.records.filter(({ topic }) => topic === 'market.tick').map(({ timestamp }) => timestamp)
  expect(times).toEqual(times.toSorted((a, b) => a - b))

  const driver = testTopology(tradeIntent, { config })
  for (const tick of ticks) driver.pipe(topics.marketTick, tick)
  driver.pipe(topics.aiSignal, signal(START + 1_000, { symbol: 'ETHUSDT' }))
  expect(driver.read(topics.tradeIntent)[0]?.value.ilf).toMatchObject({
    atr_source: 'CANDLES',
    regime_source: 'CANDLES',
  })
  expect(driver.read(topics.deadLetter)).toEqual([])
})

test('begins after what the topics hold already, and passes over live readings from before', async () => {
  const ingesting = await startIngest({ historyMinutes: 300, knownUntilMs: START - 2 * MINUTE - 1 })
  await until(() => ingesting.told.some(({ code }) => code === 'HISTORY'))
  expect(ingesting.ticks('ETHUSDT').map(({ event_time }) => event_time)[0]).toBe(START - 2 * MINUTE)
  expect(ingesting.ticks('ETHUSDT')).toHaveLength(8)
  await until(() => {
    ingesting.venue.streams.publishTicker('ETHUSDT', { C: START - 1 })
    return (ingesting.feed('ETHUSDT')?.refused.KNOWN ?? 0) > 0
  })
  await ingesting.trade('ETHUSDT', 3_001)
  expect(ingesting.ticks('ETHUSDT')).toHaveLength(9)
})
