/** Whatever an exchange does wrong: the ingest says so, waits, and goes on. */
import { expect, test } from 'vitest'
import type { DeadLetter, Instrument } from '../../../src/records/generated.ts'
import { listed } from '../../venue/engine/terms.ts'
import { startVenue } from '../../venue/venue-server.ts'
import { START, startIngest, until } from './start-ingest.ts'

const texts = (told: readonly { readonly text: string }[]) => told.map(({ text }) => text).join('\n')

test('waits as long as a refusal says, and waits out 5xx and pages of HTML, before it begins', async () => {
  const venue = await startVenue({ now: () => START })
  const time = 'GET /fapi/v1/time'
  const listings = 'GET /fapi/v1/exchangeInfo'
  venue.faults.plan({ request: time, fault: { kind: 'status', status: 429, retryAfterSeconds: 1 } })
  venue.faults.plan({ request: listings, fault: { kind: 'status', status: 503 } })
  venue.faults.plan({ request: listings, fault: { kind: 'garbled' } })
  const ingesting = await startIngest({ venue })
  await ingesting.trade('ETHUSDT', 3_001)
  expect(texts(ingesting.told)).toMatch(/time: .*trying again in 1000 ms/)
  expect(texts(ingesting.told).match(/listings: /g)).toHaveLength(2)
})

test('opens a socket that was cut anew, and goes on', async () => {
  const ingesting = await startIngest()
  await ingesting.trade('ETHUSDT', 3_001)
  ingesting.venue.streams.disconnect()
  await ingesting.trade('ETHUSDT', 3_002)
  expect(ingesting.ingest.health().exchanges[0]).toMatchObject({ state: 'LIVE', reconnects: 1 })
})

test("measures the exchange's clock, and judges times by it", async () => {
  const venue = await startVenue({ now: () => START })
  venue.setClockSkew(60_000)
  const ingesting = await startIngest({ venue })
  await ingesting.trade('ETHUSDT', 3_001)
  expect(ingesting.ingest.health().exchanges[0]?.clockOffsetMs).toBe(60_000)
  expect(ingesting.ticks('ETHUSDT')[0]).toMatchObject({ event_time: START + 60_000, ingest_time: START })
})

test('puts unsound readings into dead letters, one when it begins, counts each, and goes on with the next sound one', async () => {
  const ingesting = await startIngest()
  const { venue, records } = ingesting
  await ingesting.trade('ETHUSDT', 3_001)
  const refused = () => ingesting.feed('ETHUSDT')?.refused ?? {}
  venue.streams.babble('{"e":"24hrTicker", broken')
  // Without the change since yesterday: ccxt would make a price of it where there is none.
  for (const c of ['0', '-5']) venue.streams.publishTicker('ETHUSDT', { c, p: undefined, P: undefined, L: 900 })
  await until(() => refused().BAD_PRICE === 2)
  for (const c of ['NaN', 'NaN']) venue.streams.publishTicker('ETHUSDT', { c, L: 900 })
  venue.streams.publishTicker('ETHUSDT', { C: START - 1, L: 901 })
  await until(() => refused().TIME_BACKWARDS === 1)
  venue.streams.publishTicker('ETHUSDT', { c: '9000', L: 902 })
  await until(() => refused().PRICE_JUMP === 1)
  await ingesting.trade('ETHUSDT', 3_002)
  const letters = records.filter(({ topic }) => topic === 'dead.letter').map(({ value }) => value as DeadLetter)
  expect(letters.map(({ error_code }) => error_code)).toEqual(['BAD_PRICE', 'TIME_BACKWARDS', 'PRICE_JUMP'])
  expect(letters[2]?.error).toContain('ETHUSDT on binanceusdm: a price far from the last one')
  const unreadable = ingesting.told.filter(({ code }) => code === 'UNREADABLE').map(({ text }) => text)
  expect(unreadable).toEqual([expect.stringContaining('broken'), expect.stringContaining('NaN')])
  expect(ingesting.ticks('ETHUSDT').map(({ price }) => price)).toEqual([3_001, 3_002])
})

test('ends with the nearest name where a symbol does not exist', async () => {
  const ingesting = await startIngest({ symbols: ['ETHUSDT', 'GALUSDT'] })
  await until(() => ingesting.end.error !== undefined)
  expect(String(ingesting.end.error)).toContain('GALUSDT (did you mean GALAUSDT?)')
})

test('ends with a reason where an exchange does not exist', async () => {
  const ingesting = await startIngest({ exchanges: ['binanceusdmm'] })
  await until(() => ingesting.end.error !== undefined)
  expect(String(ingesting.end.error)).toContain('ccxt does not know "binanceusdmm"')
})

test('goes on with one exchange while another does not answer', async () => {
  const nobody = 'http://127.0.0.1:1'
  const venue = await startVenue({ now: () => START })
  const endpoints = { binanceusdm: `http://127.0.0.1:${venue.port}`, bybit: nobody }
  const ingesting = await startIngest({ venue, exchanges: ['binanceusdm', 'bybit'], endpoints, startWithinMs: 800 })
  await ingesting.trade('ETHUSDT', 3_001)
  expect(texts(ingesting.told)).toContain('bybit does not answer: the others go on without it')
  expect(ingesting.ingest.health().exchanges.map(({ state }) => state)).toEqual(['LIVE', 'STARTING'])
})

test('tells listings, changed terms, settling and delisting as instruments, and nothing where nothing changed', async () => {
  const ingesting = await startIngest({ instrumentsEveryMs: 30 })
  const { venue, records } = ingesting
  const told = () => records.filter(({ topic }) => topic === 'instrument').map(({ value }) => value as Instrument)
  await until(() => told().length === 2)
  expect(told()[1]).toMatchObject({
    symbol: 'GALAUSDT',
    status: 'TRADING',
    tick_size: '0.00001',
    step_size: '1',
    min_notional: '5',
    taker_fee_bps: 5,
    max_leverage: 20,
    terms_source: expect.stringContaining('brackets cautiously assumed'),
  })
  const gala = venue.venue.terms('GALAUSDT')
  venue.venue.list({ ...gala, minNotional: '20' })
  await until(() => told().length === 3)
  venue.venue.list(listed('GALAUSDT', { ...gala, minNotional: '20', status: 'SETTLING' }))
  await until(() => told().length === 4)
  venue.venue.delist('ETHUSDT')
  await until(() => told().length === 5)
  venue.venue.list(listed('ETHUSDT', { price: 3_000, minNotional: '20' }))
  await until(() => told().length === 6)
  const said = told().slice(2)
  expect(said.map(({ symbol, status, min_notional }) => [symbol, status, min_notional])).toEqual([
    ['GALAUSDT', 'TRADING', '20'],
    ['GALAUSDT', 'DELISTED', '20'],
    ['ETHUSDT', 'DELISTED', '20'],
    ['ETHUSDT', 'TRADING', '20'],
  ])
  await ingesting.trade('ETHUSDT', 3_001)
})

test('tells funding rates of the trading venue, and the mark price with the ticks', async () => {
  const ingesting = await startIngest()
  await until(() => ingesting.records.filter(({ topic }) => topic === 'funding.rate').length === 2)
  const funding = ingesting.records.find(({ topic, key }) => topic === 'funding.rate' && key === 'ETHUSDT')
  expect(funding?.value).toMatchObject({ rate_ratio: 0.0001, interval_hours: 8, mark_price: 3_000, event_time: START })
  await ingesting.trade('ETHUSDT', 3_001)
  expect(ingesting.ticks('ETHUSDT')[0]).toMatchObject({ price: 3_001, mark_price: 3_000, role: 'TRADED' })
})
