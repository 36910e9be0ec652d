/** An exchange that says how long to wait is not asked before: going on after a 429 leads to a ban. */
import { expect, onTestFinished, test } from 'vitest'
import { binanceVenue } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { startVenue, TEST_CREDENTIALS } from '../../venue/venue-server.ts'
import { approved, command } from './commands.ts'

test.each([429, 418])('waits as long as a %i says, and a second where it says nothing', async (status) => {
  const server = await startVenue()
  onTestFinished(() => server.close())
  const venue = binanceVenue(leasedClient({ ...TEST_CREDENTIALS, urls: server.urls, leaseIsAlive: () => true }))
  const order = approved(command({ event_time: Date.now(), expires_at: Date.now() + 15_000 }))
  server.faults.plan({ request: 'POST /fapi/v1/order', fault: { kind: 'status', status, retryAfterSeconds: 7 } })
  expect(await venue.place(order)).toMatchObject({ kind: 'NOT_TAKEN', retryAfterMs: 7_000 })
  server.faults.plan({ request: 'DELETE /fapi/v1/order', fault: { kind: 'status', status, retryAfterSeconds: 0 } })
  expect(await venue.cancel('AAAUSDT', 'none', 'LIMIT')).toMatchObject({ kind: 'NOT_TAKEN', retryAfterMs: 1_000 })
})
