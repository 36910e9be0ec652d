/** One exchange of three has trouble: the others go on, and it comes back. */
import { describe, expect, test } from 'vitest'
import type { PlannedFault } from '../../venue/faults.ts'
import { startIngest, until } from './start-ingest.ts'

const EXCHANGES = ['binanceusdm', 'bybit', 'okx']
const follow = (settings = {}) => startIngest({ exchanges: EXCHANGES, symbols: ['ETHUSDT'], ...settings })
const state = ({ ingest }: Awaited<ReturnType<typeof follow>>, exchange: string) =>
  ingest.health().exchanges.find((each) => each.exchange === exchange)

const FAULTS: Readonly<Record<string, readonly PlannedFault[]>> = {
  bybit: [
    { request: 'GET /v5/market/time', fault: { kind: 'refuse', refusal: 'TOO_MANY_REQUESTS' } },
    { request: 'GET /v5/market/instruments-info', fault: { kind: 'status', status: 403 } },
    { request: 'GET /v5/market/kline', fault: { kind: 'garbled' } },
    { request: 'GET /v5/market/kline', fault: { kind: 'broken' } },
  ],
  okx: [
    { request: 'GET /api/v5/public/time', fault: { kind: 'status', status: 429, retryAfterSeconds: 1 } },
    { request: 'GET /api/v5/public/instruments', fault: { kind: 'broken' } },
    { request: 'GET /api/v5/market/history-candles', fault: { kind: 'garbled' } },
    { request: 'GET /api/v5/market/history-candles', fault: { kind: 'refuse', refusal: 'TOO_MANY_REQUESTS' } },
  ],
}

describe.each(['bybit', 'okx'])('%s', (exchange) => {
  test('cuts the socket: the others go on, and it is opened anew', async () => {
    const ingesting = await follow()
    await ingesting.trade('ETHUSDT', 3_001, { exchange })
    ingesting.server(exchange).streams.disconnect()
    await ingesting.trade('ETHUSDT', 3_002)
    await ingesting.trade('ETHUSDT', 3_002, { exchange })
    expect(state(ingesting, exchange)).toMatchObject({ state: 'LIVE', reconnects: 1 })
    expect(state(ingesting, 'binanceusdm')).toMatchObject({ state: 'LIVE', reconnects: 0 })
  })

  test('is down at the start: the others begin without it, and it joins when it answers', async () => {
    const endless = { request: 'GET /', fault: { kind: 'cut' }, times: Number.POSITIVE_INFINITY } as const
    const ingesting = await follow({ startWithinMs: 700, faults: { [exchange]: [endless] } })
    await ingesting.trade('ETHUSDT', 3_001)
    expect(ingesting.told.map(({ text }) => text).join('\n')).toContain(`${exchange} does not answer: the others go on`)
    expect(state(ingesting, exchange)?.state).toBe('STARTING')
    ingesting.server(exchange).faults.clear()
    await ingesting.trade('ETHUSDT', 3_001, { exchange })
    expect(state(ingesting, exchange)?.state).toBe('LIVE')
  })

  test('refuses, fails and answers with HTML while it tells its history: all of it comes', async () => {
    const ingesting = await follow({ historyMinutes: 10, faults: { [exchange]: FAULTS[exchange] } })
    await until(() => ingesting.told.some(({ code }) => code === 'HISTORY'))
    expect(ingesting.ticks('ETHUSDT', exchange)).toHaveLength(40)
    const failures = ingesting.told.filter(({ code, text }) => code === 'EXCHANGE_FAILED' && text.startsWith(exchange))
    expect(failures).toHaveLength(4)
  })
})

test('a compared exchange that refuses for good ends nothing, and joins when it has changed its mind', async () => {
  const denied = { request: 'GET /', fault: { kind: 'status', status: 401 }, times: Number.POSITIVE_INFINITY } as const
  const ingesting = await follow({ faults: { bybit: [denied] } })
  await ingesting.trade('ETHUSDT', 3_001)
  expect(ingesting.told.map(({ text }) => text).join('\n')).toContain('bybit fails (AuthenticationError')
  ingesting.server('bybit').faults.clear()
  await ingesting.trade('ETHUSDT', 3_001, { exchange: 'bybit' })
  expect(ingesting.end.error).toBeUndefined()
})
