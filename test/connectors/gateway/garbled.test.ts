/** A page of HTML in the place of an answer, as proxies give with status 200, says nothing about an order. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { binanceVenue } from '../../../src/connectors/gateway/binance/binance-venue.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import type { OrderVenue } from '../../../src/connectors/gateway/order-venue.ts'
import { startVenue, TEST_CREDENTIALS, type VenueServer } from '../../venue/venue-server.ts'
import { approved, command, stopCommand } from './commands.ts'

let server: VenueServer
let venue: OrderVenue

beforeAll(async () => {
  server = await startVenue()
  venue = binanceVenue(leasedClient({ ...TEST_CREDENTIALS, urls: server.urls, leaseIsAlive: () => true }))
})
afterAll(() => server.close())
beforeEach(() => server.faults.clear())

const garble = (request: string) => server.faults.plan({ request, fault: { kind: 'garbled' } })
const order = () => approved(command({ expires_at: Date.now() + 60_000 }))

test('is no acknowledgement of an order: the venue may have refused it', async () => {
  const stop = approved({ ...stopCommand('BUY'), trigger_price: '200' })
  garble('POST /fapi/v1/algoOrder')
  const outcome = await venue.place(stop)
  expect(server.venue.algoOrders).toEqual([])
  expect(outcome).toMatchObject({ kind: 'UNKNOWN' })
})

test('does not find an order that was never placed', async () => {
  garble('GET /fapi/v1/order')
  expect(await venue.lookUp(order())).toMatchObject({ kind: 'UNANSWERED' })
  garble('GET /fapi/v1/order')
  expect(await venue.standing('AAAUSDT', 'nothing', 'LIMIT')).toMatchObject({ kind: 'UNANSWERED' })
})

test('cancels nothing', async () => {
  garble('DELETE /fapi/v1/order')
  expect(await venue.cancel('AAAUSDT', 'nothing', 'LIMIT')).toMatchObject({ kind: 'UNKNOWN' })
})

test('sets no leverage', async () => {
  garble('POST /fapi/v1/leverage')
  expect(await venue.prepare(order())).toMatchObject({ kind: 'UNKNOWN' })
})
