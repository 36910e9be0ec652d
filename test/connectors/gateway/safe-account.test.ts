/** What is asked of an account before anything is sent to it, and where the test network's requests go. */
import { expect, onTestFinished, test } from 'vitest'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { checkPositionMode } from '../../../src/connectors/gateway/binance/position-mode.ts'
import { AccountMode } from '../../../src/kafka-app/gateway/account-mode.ts'
import { startVenue, TEST_CREDENTIALS } from '../../venue/venue-server.ts'

async function venueAndClient() {
  const venue = await startVenue()
  onTestFinished(() => venue.close())
  return { venue, client: leasedClient({ ...TEST_CREDENTIALS, urls: venue.urls, leaseIsAlive: () => true }) }
}

test('a one-way account is taken, a hedge-mode account is refused', async () => {
  const { client } = await venueAndClient()
  await checkPositionMode(client)
  await client.fapiPrivatePostPositionSideDual({ dualSidePosition: 'true' })
  await expect(checkPositionMode(client)).rejects.toThrow('switch it to one-way mode')
})

test('an account that does not say its mode is refused, and no signature is told', async () => {
  const { venue, client } = await venueAndClient()
  venue.faults.plan({ request: 'GET /fapi/v1/positionSide/dual', fault: { kind: 'status', status: 500 }, times: 9 })
  const refused = await checkPositionMode(client).catch((error: unknown) => error)
  expect(String(refused)).toContain('could not be asked for')
  expect(String(refused)).not.toContain('signature=')
})

test('signs for the test network, and for no other', () => {
  const client = leasedClient({ ...TEST_CREDENTIALS, isTestnet: true, leaseIsAlive: () => true })
  for (const [path, api, method] of [
    ['order', 'fapiPrivate', 'POST'],
    ['algoOrder', 'fapiPrivate', 'POST'],
    ['positionRisk', 'fapiPrivateV3', 'GET'],
  ] as const) {
    const { url, body } = client.sign(path, api, method, { symbol: 'BTCUSDT' })
    expect(url).toMatch(/^https:\/\/demo-fapi\.binance\.com\/fapi\/v[13]\//)
    expect(`${url}${body ?? ''}`).toContain('signature=')
  }
})

test('nothing opens from a HALT to a RESUME, nor in another mode than ACTIVE, nor after what nobody can read', () => {
  const mode = new AccountMode('live')
  expect(mode.isActive).toBe(true)
  mode.hear({ account: 'other', command: 'HALT' })
  expect(mode.isActive).toBe(true)
  for (const command of ['HALT', 'REDUCE', 'DRAIN', 'CLOSE_ALL', 'UNKNOWN'] as const) {
    mode.hear({ account: 'live', command })
    mode.see({ account: 'live', mode: 'ACTIVE' })
    expect(mode.isActive, command).toBe(false)
    mode.hear({ account: 'live', command: 'RESUME' })
    expect(mode.isActive).toBe(true)
  }
  mode.see({ account: 'live', mode: 'HALTED' })
  expect(mode.isActive).toBe(false)
  mode.see({ account: 'live', mode: 'ACTIVE' })
  mode.hearUnreadable()
  expect(mode.isActive).toBe(false)
})
