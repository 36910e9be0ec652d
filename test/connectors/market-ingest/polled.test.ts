/** Without a websocket prices are asked for: the same ticks come, failures are waited out, and nothing is said twice. */
import { expect, test } from 'vitest'
import { exchangeClient } from '../../../src/connectors/market-ingest/exchange-client.ts'
import { type Ingesting, startIngest, until } from './start-ingest.ts'

const POLL = { isPolled: true, pollEveryMs: 20 }

/** Moves the market, and waits for the tick of it, which nobody publishes. */
async function moved({ server, ticks, clock }: Ingesting, price: number): Promise<void> {
  const before = ticks('ETHUSDT').length
  clock.now += 1_000
  server().venue.setPrice('ETHUSDT', price)
  await until(() => ticks('ETHUSDT').length > before)
}

const isAsked = ({ feed }: Ingesting) => (feed('ETHUSDT')?.refused?.BASELINE ?? 0) > 0

test.each(['binanceusdm', 'bybit', 'okx'])(
  '%s: gives a tick for every move, and none while the market stands still',
  async (exchange) => {
    const ingesting = await startIngest({ exchanges: [exchange], ...POLL })
    await until(() => isAsked(ingesting))
    await moved(ingesting, 3_001)
    await moved(ingesting, 3_002)
    const unmoved = () => ingesting.feed('ETHUSDT')?.refused?.UNMOVED ?? 0
    const before = unmoved()
    await until(() => unmoved() > before + 1)
    expect(ingesting.ticks('ETHUSDT').map(({ price }) => price)).toEqual([3_001, 3_002])
    expect(ingesting.ingest.health().exchanges[0]).toMatchObject({ state: 'LIVE', reconnects: 0 })
  },
)

test('goes on after answers that are none', async () => {
  const ingesting = await startIngest({ exchanges: ['okx'], ...POLL })
  await until(() => isAsked(ingesting))
  const { faults } = ingesting.server()
  const request = 'GET /api/v5/market/tickers'
  faults.plan({ request, fault: { kind: 'garbled' } })
  faults.plan({ request, fault: { kind: 'status', status: 503 } })
  faults.plan({ request, fault: { kind: 'cut' } })
  await until(() => ingesting.told.filter(({ code }) => code === 'EXCHANGE_FAILED').length >= 3)
  await moved(ingesting, 3_001)
  expect(ingesting.end.error).toBeUndefined()
})

test('an exchange that ccxt has no websocket for is asked, one that it does not know is refused', async () => {
  const asked = await exchangeClient({ exchange: 'delta', timeoutMs: 1_000 })
  expect([asked.id, asked.has.watchTickers]).toEqual(['delta', undefined])
  const heard = await exchangeClient({ exchange: 'bybit', timeoutMs: 1_000 })
  expect(heard.has.watchTickers).toBe(true)
  await expect(exchangeClient({ exchange: 'deltaa', timeoutMs: 1_000 })).rejects.toThrow('does not know "deltaa"')
})
