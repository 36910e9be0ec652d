/** The venue, asked by the real ccxt client. */
import { pro } from 'ccxt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startVenue, TEST_CREDENTIALS, type VenueServer } from './venue-server.ts'

let server: VenueServer
let client: InstanceType<typeof pro.binanceusdm>

beforeAll(async () => {
  server = await startVenue()
  client = new pro.binanceusdm({ ...TEST_CREDENTIALS, enableRateLimit: false, timeout: 2_000 })
  client.urls.api = server.urls
  // Without TLS ccxt wants the agent loaded before its first websocket.
  await client.loadHttpProxyAgent()
  await client.loadMarkets()
})

afterAll(async () => {
  await client.close()
  await server.close()
})

test('lists its contracts with their filters', () => {
  const market = client.market('GALA/USDT:USDT')
  expect(market.precision).toEqual(expect.objectContaining({ amount: 1, price: 0.00001 }))
  expect(market.limits.cost?.min).toBe(5)
})

test('answers what a market feed asks', async () => {
  expect((await client.fetchTickers())['BTC/USDT:USDT']?.last).toBe(60_000)
  expect((await client.fetchFundingRates())['BTC/USDT:USDT']?.fundingRate).toBe(0.0001)
  expect(await client.fetchOHLCV('BTC/USDT:USDT', '5m', undefined, 50)).toHaveLength(50)
  expect((await client.fetchLeverageTiers())['BTC/USDT:USDT']?.[0]?.maxLeverage).toBe(75)
  expect(Math.abs(((await client.fetchTime()) ?? 0) - Date.now())).toBeLessThan(5_000)
})

test('tells a ticker to those who watch it', async () => {
  const told = client.watchTicker('ETH/USDT:USDT')
  const timer = setInterval(() => server.streams.publish('ETHUSDT'), 20)
  expect((await told).last).toBe(3_000)
  clearInterval(timer)
})

test('takes a position through its life', async () => {
  const symbol = 'ETH/USDT:USDT'
  await client.setLeverage(10, symbol)
  await client.setMarginMode('isolated', symbol)
  const entry = await client.createOrder(symbol, 'market', 'buy', 1, undefined, { clientOrderId: 'entry1' })
  expect(entry).toEqual(expect.objectContaining({ status: 'closed', filled: 1, clientOrderId: 'entry1' }))
  const stop = await client.createOrder(symbol, 'market', 'sell', 1, undefined, {
    stopLossPrice: 2_900,
    reduceOnly: true,
    clientOrderId: 'stop1',
  })
  expect((await client.fetchOpenOrders(symbol, undefined, undefined, { trigger: true })).map(({ id }) => id)).toEqual([
    stop.id,
  ])
  server.venue.setPrice('ETHUSDT', 2_890)
  expect((await client.fetchMyTrades(symbol)).map(({ side, price }) => [side, price])).toEqual([
    ['buy', 3_000],
    ['sell', 2_890],
  ])
  expect(server.venue.position('ETHUSDT').amount).toBe(0)
})

test.each([
  ['AAA/USDT:USDT', 0.01, {}, /-1111|precision/i],
  ['AAA/USDT:USDT', 9_999_999, {}, /-2027|-2019/],
  ['AAA/USDT:USDT', 1, { reduceOnly: true }, /-2022/],
])('refuses %s × %s %o', async (symbol, amount, params, message) => {
  await expect(client.createOrder(symbol, 'market', 'buy', amount, undefined, params)).rejects.toThrow(message)
})

test('refuses a wrong signature and a clock that is off', async () => {
  const wrong = new pro.binanceusdm({ apiKey: TEST_CREDENTIALS.apiKey, secret: 'wrong', enableRateLimit: false })
  wrong.urls.api = server.urls
  await expect(wrong.fapiPrivateGetOpenOrders()).rejects.toThrow('-1022')
  server.setClockSkew(60_000)
  await expect(client.fapiPrivateGetOpenOrders()).rejects.toThrow('-1021')
  server.setClockSkew(0)
})

test.each([
  [{ kind: 'status', status: 429 } as const, /429/],
  [{ kind: 'status', status: 418 } as const, /418/],
  [{ kind: 'refuse', refusal: 'PERCENT_PRICE' } as const, /-4131/],
  [{ kind: 'broken' } as const, /-1007/],
])('goes wrong on demand: %o', async (fault, message) => {
  server.faults.plan({ request: 'POST /fapi/v1/order', fault })
  await expect(client.createOrder('AAA/USDT:USDT', 'market', 'buy', 1)).rejects.toThrow(message)
})

test('accepts an order and never answers', async () => {
  server.faults.plan({ request: 'POST /fapi/v1/order', fault: { kind: 'silent' } })
  const impatient = new pro.binanceusdm({ ...TEST_CREDENTIALS, enableRateLimit: false })
  impatient.urls.api = server.urls
  await impatient.loadMarkets()
  // Only now: on a busy machine the listings take longer.
  impatient.timeout = 100
  const params = { clientOrderId: 'silent1' }
  await expect(impatient.createOrder('AAA/USDT:USDT', 'market', 'buy', 1, undefined, params)).rejects.toThrow(
    'timed out',
  )
  const order = await client.fapiPrivateGetOrder({ symbol: 'AAAUSDT', origClientOrderId: 'silent1' })
  expect(order.status).toBe('FILLED')
})
