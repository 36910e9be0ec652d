/** A feed that stands still stops new intents for its symbol, whatever its timestamps say. */
import { describe, expect, test } from 'vitest'
import { testTopology } from '../../../src/testing/index.ts'
import { topics } from '../../../src/topics.ts'
import { tradeIntent } from '../../../src/topologies/index.ts'
import { signal } from '../../operators/inputs.ts'
import { config } from '../../topologies/gate-faults.ts'
import { type Ingesting, startIngest, until } from './start-ingest.ts'

const MINUTE = 60_000

/** Pipes what the ingest has given since the last call, then a BUY, and says what became of it. */
function decider(ingesting: Ingesting) {
  const driver = testTopology(tradeIntent, { config })
  let piped = 0
  return (symbol: string) => {
    const ticks = ingesting.ticks(symbol)
    for (const tick of ticks.slice(piped)) driver.pipe(topics.marketTick, tick)
    piped = ticks.length
    driver.pipe(topics.aiSignal, signal(ingesting.clock.now, { symbol }))
    return driver.read(topics.signalDecision).map(({ value }) => value.reason)
  }
}

/** Minutes go by; the venue tells the same in each, under the time of day. */
async function repeats(ingesting: Ingesting, symbol: string, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    ingesting.clock.now += MINUTE
    const before = ingesting.feed(symbol)?.refused.UNMOVED ?? 0
    await until(() => {
      ingesting.server().streams.publish(symbol)
      return (ingesting.feed(symbol)?.refused.UNMOVED ?? 0) > before
    })
  }
}

describe.each(['binanceusdm', 'bybit', 'okx'])('on %s', (exchange) => {
  test('a ticker that repeats itself under fresh timestamps gives no ticks', async () => {
    const ingesting = await startIngest({ exchanges: [exchange], frozenAfterMs: 90_000 })
    const { clock } = ingesting
    const decide = decider(ingesting)
    await ingesting.trade('ETHUSDT', 3_001)
    clock.now += 1_000
    expect(decide('ETHUSDT')).toEqual(['ACCEPTED'])

    await repeats(ingesting, 'ETHUSDT', 3)
    const frozen = ingesting.ticks('ETHUSDT').length
    // Only the mark price moves: that is an index of other markets, and nobody trades at it.
    ingesting.server().venue.market('ETHUSDT').mark = 3_100
    await repeats(ingesting, 'ETHUSDT', 1)
    expect(ingesting.ticks('ETHUSDT')).toHaveLength(frozen)
    expect(ingesting.feed('ETHUSDT')?.feedAgeMs).toBeGreaterThan(config.gate.maxMarketAgeMs)
    await until(() => ingesting.told.some(({ code, text }) => code === 'FEED_FROZEN' && text.includes('ETHUSDT')))
  })

  test('a signal is refused with STALE_MARKET then, and accepted again once the market trades', async () => {
    const ingesting = await startIngest({ exchanges: [exchange] })
    const decide = decider(ingesting)
    await ingesting.trade('ETHUSDT', 3_001)
    await repeats(ingesting, 'ETHUSDT', 3)
    expect(decide('ETHUSDT')).toEqual(['STALE_MARKET'])
    await ingesting.trade('ETHUSDT', 3_001)
    ingesting.clock.now += 1_000
    expect(decide('ETHUSDT')).toEqual(['ACCEPTED'])
  })
})

test('a socket that is open but silent is opened anew, and meanwhile signals are refused', async () => {
  const ingesting = await startIngest({ silentAfterMs: 1_500 })
  const { clock, venue } = ingesting
  const decide = decider(ingesting)
  await ingesting.trade('ETHUSDT', 3_001)
  venue.streams.isMute = true
  const before = venue.streams.connections
  await until(() => venue.streams.connections > before)
  clock.now += 3 * MINUTE
  expect(decide('ETHUSDT')).toEqual(['STALE_MARKET'])
  expect(ingesting.ingest.health().exchanges[0]?.lastError).toContain('FeedSilent')
  venue.streams.isMute = false
  await ingesting.trade('ETHUSDT', 3_002)
  clock.now += 1_000
  expect(decide('ETHUSDT')).toEqual(['ACCEPTED'])
})

test('a market that stood still before the start gives no tick, not even its first', async () => {
  const ingesting = await startIngest()
  await until(() => {
    ingesting.venue.streams.publish('ETHUSDT')
    return ingesting.feed('ETHUSDT')?.refused.BASELINE === 1
  })
  await repeats(ingesting, 'ETHUSDT', 1)
  expect(ingesting.ticks('ETHUSDT')).toEqual([])
  expect(decider(ingesting)('ETHUSDT')).toEqual(['NO_MARKET'])
})
