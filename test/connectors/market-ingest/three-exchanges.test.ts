/** Three exchanges at once, each in its own tongue: one is traded, the others are compared with it. */
import { describe, expect, test } from 'vitest'
import type { FundingRate, Instrument, MarketTick } from '../../../src/records/generated.ts'
import { listed } from '../../venue/engine/terms.ts'
import { type Ingesting, START, startIngest, until } from './start-ingest.ts'

const MINUTE = 60_000
const EXCHANGES = ['binanceusdm', 'bybit', 'okx']
const eth = (terms = {}) => listed('ETHUSDT', { price: 3_000, minNotional: '20', fundingHours: 4, ...terms })
const LISTINGS = {
  binanceusdm: [eth(), listed('1000PEPEUSDT', { price: 0.01, tickSize: '0.0000001' })],
  bybit: [eth(), listed('PEPE1000USDT', { price: 0.01, tickSize: '0.0000001' })],
  okx: [
    eth({ contractSize: '0.1' }),
    listed('PEPEUSDT', { price: 0.00001, tickSize: '1e-9', contractSize: '10000000' }),
  ],
}

const follow = (settings = {}) =>
  startIngest({ exchanges: EXCHANGES, symbols: ['ETHUSDT'], listings: LISTINGS, ...settings })
const values = <T>(ingesting: Ingesting, topic: string) =>
  ingesting.records.filter((record) => record.topic === topic).map(({ value }) => value as T)

test('gives the ticks of each under its own name, in base units, and only the first is traded', async () => {
  const ingesting = await follow()
  for (const exchange of EXCHANGES) await ingesting.trade('ETHUSDT', 3_001, { exchange })
  const figures = {
    symbol: 'ETHUSDT',
    event_time: START,
    ingest_time: START,
    price: 3_001,
    bid: 3_001,
    volume: 1,
    volume_24h: 100_101,
    high_24h: 3_001,
    low_24h: 3_000,
  }
  const tickOf = (exchange: string) => ingesting.ticks('ETHUSDT', exchange).at(-1)
  expect(tickOf('binanceusdm')).toMatchObject({ ...figures, bid: null, market: 'ETHUSDT', role: 'TRADED' })
  expect(tickOf('bybit')).toMatchObject({ ...figures, market: 'ETHUSDT', role: 'REFERENCE', ask: 3_001.01 })
  expect(tickOf('okx')).toMatchObject({ ...figures, market: 'ETH-USDT-SWAP', role: 'REFERENCE', ask: 3_001.01 })
  for (const exchange of EXCHANGES) expect(tickOf(exchange)?.change_24h_pct).toBeCloseTo(100 / 3_000, 6)
  expect(values<Instrument>(ingesting, 'instrument').map(({ exchange }) => exchange)).toEqual(['binanceusdm'])
  expect(ingesting.ingest.health().exchanges.map(({ state }) => state)).toEqual(['LIVE', 'LIVE', 'LIVE'])
})

test('compares a contract over a thousand coins with contracts over one coin, and over as many under another name', async () => {
  const symbol = '1000PEPEUSDT'
  const ingesting = await follow({ symbols: [symbol], historyMinutes: 2 })
  await ingesting.trade(symbol, 0.0102)
  await ingesting.trade(symbol, 0.0101, { exchange: 'bybit', listedAs: 'PEPE1000USDT' })
  await ingesting.trade(symbol, 0.0000103, { exchange: 'okx', listedAs: 'PEPEUSDT' })
  const last = (exchange: string) => ingesting.ticks(symbol, exchange).at(-1)
  expect(last('binanceusdm')).toMatchObject({ price: 0.0102, volume: 1, market: symbol })
  expect(last('bybit')).toMatchObject({ price: 0.0101, volume: 1, market: 'PEPE1000USDT' })
  expect(last('okx')).toMatchObject({ price: 0.0103, bid: 0.0103, high_24h: 0.0103, market: 'PEPE-USDT-SWAP' })
  expect(last('okx')?.volume).toBeCloseTo(0.001, 9)
  const old = ingesting.ticks(symbol, 'okx').filter(({ event_time }) => event_time < START)
  expect(old).toHaveLength(8)
  for (const { price } of old) expect(Math.abs(price / 0.01 - 1)).toBeLessThan(0.02)
})

test('trades no contract over another number of coins than its name says', async () => {
  const ingesting = await follow({ exchanges: ['okx'], symbols: ['1000PEPEUSDT'] })
  await until(() => ingesting.end.error !== undefined)
  expect(String(ingesting.end.error)).toContain('1000PEPEUSDT (did you mean PEPEUSDT?)')
})

test('warms all three with the candles of the same minutes, each volume in base units', async () => {
  const minutes = 700
  const ingesting = await follow({ historyMinutes: minutes })
  for (const exchange of EXCHANGES) await ingesting.trade('ETHUSDT', 3_001, { exchange })
  for (const exchange of EXCHANGES) {
    const old = ingesting.ticks('ETHUSDT', exchange).filter(({ event_time }) => event_time < START)
    expect(
      old.filter(({ volume }) => volume === 250),
      exchange,
    ).toHaveLength(4 * minutes)
    expect([old[0]?.event_time, old.at(-1)?.event_time]).toEqual([START - minutes * MINUTE, START - 1])
  }
  const times = values<MarketTick>(ingesting, 'market.tick').map(({ event_time }) => event_time)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

describe.each([
  ['bybit', { rate_ratio: 0.0002 }, { contract_size: '1', market: 'ETHUSDT', min_notional: '20' }],
  ['okx', { rate_ratio: 0.0003 }, { contract_size: '0.1', market: 'ETH-USDT-SWAP', min_notional: '5' }],
])('where %s is traded', (exchange, rate, own) => {
  test('tells its instruments in base units with the brackets it tells everybody', async () => {
    const ingesting = await follow({ exchanges: [exchange] })
    await until(() => values(ingesting, 'instrument').length > 0)
    expect(values<Instrument>(ingesting, 'instrument')[0]).toMatchObject({
      ...own,
      symbol: 'ETHUSDT',
      exchange,
      status: 'TRADING',
      quote: 'USDT',
      tick_size: '0.01',
      step_size: '0.001',
      min_quantity: '0.001',
      max_leverage: 75,
      terms_source: `${exchange} through ccxt`,
      brackets: [
        { notional_cap: '5000', max_leverage: 75, maintenance_ratio: 0.005 },
        { notional_cap: '50000', max_leverage: 50, maintenance_ratio: 0.01 },
        { notional_cap: '1000000', max_leverage: 20, maintenance_ratio: 0.025 },
        { notional_cap: '10000000', max_leverage: 5, maintenance_ratio: 0.1 },
      ].map((bracket) => ({ ...bracket, notional_cap: capOf(bracket.notional_cap, own.contract_size) })),
    })
  })

  test('tells changed terms, settling and delisting, and no change where its price alone moved', async () => {
    const ingesting = await follow({ exchanges: [exchange], instrumentsEveryMs: 20 })
    const told = () => values<Instrument>(ingesting, 'instrument')
    const { venue } = ingesting.server()
    await until(() => told().length === 1)
    venue.setPrice('ETHUSDT', 4_000)
    const terms = venue.terms('ETHUSDT')
    venue.list({ ...terms, tickSize: '0.1' })
    await until(() => told().length === 2)
    venue.list({ ...terms, tickSize: '0.1', status: 'SETTLING' })
    await until(() => told().length === 3)
    venue.delist('ETHUSDT')
    await until(() => told().at(-1)?.status === 'DELISTED')
    expect(told()[1]).toMatchObject({ tick_size: '0.1', status: 'TRADING', brackets: told()[0]?.brackets })
    expect(told()[2]?.status).not.toBe('TRADING')
  })

  test('tells its funding with the right interval, and its mark price with the ticks', async () => {
    const ingesting = await follow({ exchanges: [exchange] })
    ingesting.server().venue.market('ETHUSDT').mark = 2_999
    await until(() => values(ingesting, 'funding.rate').length > 0)
    const next = Math.ceil((START + 1) / (4 * 60 * MINUTE)) * 4 * 60 * MINUTE
    const expected = {
      ...rate,
      exchange,
      interval_hours: 4,
      next_funding_time: next,
      event_time: START,
      mark_price: 2_999,
    }
    await until(() => values<{ mark_price: number }>(ingesting, 'funding.rate').at(-1)?.mark_price === 2_999)
    expect(values(ingesting, 'funding.rate').at(-1)).toMatchObject(expected)
    ingesting.server().venue.setPrice('ETHUSDT', 3_000, 2_999)
    await until(() => {
      ingesting.server().streams.publish('ETHUSDT')
      return ingesting.ticks('ETHUSDT').length > 0
    })
    expect(ingesting.ticks('ETHUSDT')[0]?.mark_price).toBe(2_999)
  })
})

test.each(EXCHANGES)('notices that %s pays funding more often', async (exchange) => {
  const ingesting = await follow({ exchanges: [exchange], instrumentsEveryMs: 50, fundingEveryMs: 50 })
  const hours = () => values<FundingRate>(ingesting, 'funding.rate').at(-1)?.interval_hours
  await until(() => hours() === 4)
  const { venue } = ingesting.server()
  venue.list({ ...venue.terms('ETHUSDT'), fundingHours: 1 })
  await until(() => hours() === 1)
})

/** A cap that a whole number of contracts at 3,000 comes to. */
function capOf(notional: string, contractSize: string): string {
  const contract = 3_000 * Number(contractSize)
  return contractSize === '1' ? notional : String(Math.floor(Number(notional) / contract) * contract)
}
