/** What the venue tells anybody: time, listings, prices, funding, candles. */
import { VenueRefusal } from '../engine/errors.ts'
import type { Venue } from '../engine/venue.ts'
import { symbolShape } from './shapes.ts'

type Params = Readonly<Record<string, string | undefined>>
export type Route = (venue: Venue, params: Params) => unknown

const EIGHT_HOURS = 28_800_000
const INTERVALS: Readonly<Record<string, number>> = {
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
}

export const PUBLIC_ROUTES: Readonly<Record<string, Route>> = {
  'GET /fapi/v1/ping': () => ({}),
  'GET /fapi/v1/time': (venue) => ({ serverTime: venue.now() }),
  'GET /fapi/v1/exchangeInfo': (venue) => ({
    timezone: 'UTC',
    serverTime: venue.now(),
    rateLimits: [],
    exchangeFilters: [],
    assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' }],
    symbols: [...venue.symbols.values()].map(symbolShape),
  }),
  'GET /fapi/v1/ticker/24hr': each((venue, symbol) => tickerShape(venue, symbol)),
  'GET /fapi/v1/ticker/price': each((venue, symbol) => {
    return { symbol, price: String(venue.market(symbol).last), time: venue.now() }
  }),
  'GET /fapi/v1/ticker/bookTicker': each((venue, symbol) => {
    const { last } = venue.market(symbol)
    const tick = Number(venue.terms(symbol).tickSize)
    const ask = String(Number((last + tick).toFixed(8)))
    return { symbol, bidPrice: String(last), bidQty: '100', askPrice: ask, askQty: '100', time: venue.now() }
  }),
  'GET /fapi/v1/premiumIndex': each((venue, symbol) => {
    const { mark, last } = venue.market(symbol)
    return {
      symbol,
      markPrice: String(mark),
      indexPrice: String(last),
      estimatedSettlePrice: String(last),
      lastFundingRate: '0.0001',
      interestRate: '0.0001',
      nextFundingTime: Math.ceil((venue.now() + 1) / EIGHT_HOURS) * EIGHT_HOURS,
      time: venue.now(),
    }
  }),
  'GET /fapi/v1/fundingInfo': (venue) =>
    [...venue.symbols.keys()].map((symbol) => {
      return { symbol, adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.02', fundingIntervalHours: 8 }
    }),
  'GET /fapi/v1/fundingRate': each((venue, symbol) => {
    const fundingTime = Math.floor(venue.now() / EIGHT_HOURS) * EIGHT_HOURS
    return { symbol, fundingTime, fundingRate: '0.0001', markPrice: String(venue.market(symbol).mark) }
  }, true),
  'GET /fapi/v1/klines': klines,
}

/** One object for one symbol, a list for all of them. */
function each(shape: (venue: Venue, symbol: string) => unknown, alwaysList = false): Route {
  return (venue, { symbol }) => {
    const wanted = symbol === undefined ? [...venue.symbols.keys()] : [venue.terms(symbol).symbol]
    const rows = wanted.map((name) => shape(venue, name))
    return symbol === undefined || alwaysList ? rows : rows[0]
  }
}

/** The 24-hour ticker of a symbol at its present price. */
export function tickerShape(venue: Venue, symbol: string) {
  const price = venue.market(symbol).last
  const [last, open] = [String(price), String(venue.terms(symbol).price)]
  return {
    symbol,
    priceChange: String(price - Number(open)),
    priceChangePercent: String(((price - Number(open)) / Number(open)) * 100),
    weightedAvgPrice: last,
    lastPrice: last,
    lastQty: '1',
    openPrice: open,
    highPrice: String(Math.max(price, Number(open))),
    lowPrice: String(Math.min(price, Number(open))),
    volume: String(100_000 + venue.market(symbol).trades),
    quoteVolume: String(100_000 * price),
    openTime: venue.now() - 86_400_000,
    closeTime: venue.now(),
    firstId: 1,
    lastId: venue.market(symbol).trades,
    count: venue.market(symbol).trades,
  }
}

/** Candles whose shape is a function of their time alone, so that asking twice gives the same. */
function klines(venue: Venue, { symbol, interval, limit, startTime, endTime }: Params): unknown {
  const { price, trend } = venue.terms(symbol)
  const step = INTERVALS[interval ?? '']
  if (step === undefined) throw new VenueRefusal('MISSING')
  const count = Math.min(Number(limit ?? 500), 1_500)
  const end = Math.floor(Math.min(Number(endTime ?? venue.now()), venue.now()) / step) * step
  const start = startTime === undefined ? end - (count - 1) * step : Math.ceil(Number(startTime) / step) * step
  const rows: unknown[] = []
  for (let time = start; time <= end && rows.length < count; time += step) {
    const wave = (at: number) =>
      trend === 0
        ? price * (1 + 0.01 * Math.sin(at / step / 7))
        : price * (1 + trend) ** (Math.min(0, at - venue.openedAt) / 60_000)
    const [open, close] = [wave(time), wave(time + step)]
    const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999]
    const figures = [open, high, low, close].map((figure) => figure.toFixed(8))
    rows.push([time, ...figures, '1000', time + step - 1, String(1_000 * price), 100, '500', String(500 * price), '0'])
  }
  return rows
}
