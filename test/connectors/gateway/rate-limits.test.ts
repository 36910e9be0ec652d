/** A stop does not queue behind questions for the exchange's rate limit. */
import { expect, onTestFinished, test } from 'vitest'
import { binanceVenue } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { startVenue, TEST_CREDENTIALS } from '../../venue/venue-server.ts'
import { approved, stopCommand } from './commands.ts'

test('a stop is placed while questions wait for their turn', async () => {
  const server = await startVenue()
  onTestFinished(() => server.close())
  const client = leasedClient({ ...TEST_CREDENTIALS, urls: server.urls, leaseIsAlive: () => true, timeoutMs: 10_000 })
  let answered = 0
  // Each costs 40 of the 100 that may go at once.
  const questions = Array.from({ length: 4 }, async () => {
    await client.fapiPrivateGetOpenOrders({})
    answered += 1
  })
  expect(await binanceVenue(client).place(approved(stopCommand('BUY')))).toMatchObject({ kind: 'ACCEPTED' })
  expect(answered).toBeLessThan(4)
  await Promise.all(questions)
})
