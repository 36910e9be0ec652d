/** Going live is deliberate, and a key is nowhere to be read. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { outcomeOf } from '../../../src/connectors/gateway/binance/errors.ts'
import { checkKeyRights } from '../../../src/connectors/gateway/binance/key-rights.ts'
import { leasedClient } from '../../../src/connectors/gateway/binance/leased-client.ts'
import { confirmLive, loadKeys } from '../../../src/connectors/gateway/load-keys.ts'
import { startVenue, TEST_CREDENTIALS } from '../../venue/venue-server.ts'

const KEY = 'key-that-nobody-may-see'
const SECRET = 'secret-that-nobody-may-see'
const folder = mkdtempSync(join(tmpdir(), 'ilf-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

function keyFile(mode: number, text = JSON.stringify({ apiKey: KEY, secret: SECRET })): string {
  const path = join(folder, `keys-${mode}-${text.length}`)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

test('reads keys from the environment and from a private file', () => {
  const fromEnvironment = loadKeys({ ILF_API_KEY: KEY, ILF_API_SECRET: SECRET })
  const fromFile = loadKeys({ ILF_KEY_FILE: keyFile(0o600) })
  for (const { apiKey, secret } of [fromEnvironment, fromFile]) {
    expect([apiKey.reveal(), secret.reveal()]).toEqual([KEY, SECRET])
  }
})

test.each([
  ['none', () => ({}), 'no keys'],
  ['half of them', () => ({ ILF_API_KEY: KEY }), 'only one'],
  ['a file that others read', () => ({ ILF_KEY_FILE: keyFile(0o640) }), 'chmod 600'],
  ['a file that is not there', () => ({ ILF_KEY_FILE: join(folder, 'none') }), 'cannot be read'],
  ['a file of something else', () => ({ ILF_KEY_FILE: keyFile(0o600, `{"apiKey":"${KEY}",`) }), 'is not JSON'],
])('refuses %s', (_name, environment, message) => {
  expect(() => loadKeys(environment())).toThrow(message)
})

test('shows keys in no print, JSON or error', () => {
  const keys = loadKeys({ ILF_API_KEY: KEY, ILF_API_SECRET: SECRET })
  const shown = [inspect(keys, { depth: 9, showHidden: true }), JSON.stringify(keys), `${keys.apiKey}${keys.secret}`]
  try {
    loadKeys({ ILF_KEY_FILE: keyFile(0o600, `{"apiKey":"${KEY}","secret":`) })
  } catch (error) {
    shown.push(inspect(error, { depth: 9 }))
  }
  expect(shown).toHaveLength(4)
  for (const text of shown) expect(text).not.toMatch(/nobody-may-see/)
})

test.each([
  [false, { ILF_LIVE: 'I_UNDERSTAND' }, 'main'],
  [true, {}, undefined],
  [true, { ILF_LIVE: 'yes' }, 'mian'],
])('does not go live with --live %s, %o, typed %s', (live, environment, typed) => {
  expect(() => confirmLive(live, 'main', environment, typed)).toThrow('live trading')
})

test('goes live when it is confirmed', () => {
  confirmLive(true, 'main', { ILF_LIVE: 'I_UNDERSTAND' }, undefined)
  confirmLive(true, 'main', {}, 'main\n')
})

test.each([
  [true, 'may withdraw'],
  [false, undefined],
])('asks the exchange what the key may do: withdrawals %s', async (withdrawals, message) => {
  const server = await startVenue({}, { ...TEST_CREDENTIALS, withdrawals })
  try {
    const client = leasedClient({ ...TEST_CREDENTIALS, urls: server.urls, leaseIsAlive: () => true })
    const checked = checkKeyRights(client)
    await (message === undefined ? checked : expect(checked).rejects.toThrow(message))
    server.faults.plan({ request: 'GET /sapi', fault: { kind: 'status', status: 500 } })
    await expect(checkKeyRights(client)).rejects.toThrow('could not be asked')
  } finally {
    await server.close()
  }
})

test('says in an outcome neither key nor signature', async () => {
  const server = await startVenue()
  const options = { apiKey: KEY, secret: SECRET, urls: server.urls, leaseIsAlive: () => true, timeoutMs: 100 }
  const client = leasedClient(options)
  server.faults.plan({ request: 'GET /fapi/v1/order', fault: { kind: 'silent' } })
  const texts: string[] = []
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await client.fapiPrivateGetOrder({ symbol: 'AAAUSDT', orderId: 1 }).catch((error: unknown) => {
      texts.push(outcomeOf(error).text)
    })
  }
  await server.close()
  expect(texts).toHaveLength(2)
  for (const text of texts) expect(text).not.toMatch(/nobody-may-see|signature=[0-9a-f]/)
})
