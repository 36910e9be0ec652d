/** What the venue tells anybody: time, listings, prices, funding, candles. */
import { candlesOf } from '../engine/candles.ts'
import { dayOf, nextFunding } from '../engine/day.ts'
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
    const { bid, ask } = dayOf(venue, symbol)
    return { symbol, bidPrice: String(bid), bidQty: '100', askPrice: String(ask), askQty: '100', time: venue.now() }
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
      nextFundingTime: nextFunding(venue, symbol),
      time: venue.now(),
    }
  }),
  'GET /fapi/v1/fundingInfo': (venue) =>
    [...venue.symbols.values()].map(({ symbol, fundingHours }) => {
      const caps = { adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.02' }
      return { symbol, ...caps, fundingIntervalHours: fundingHours }
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
  const { last, open, high, low, volume, quoteVolume } = dayOf(venue, symbol)
  const { trades } = venue.market(symbol)
  return {
    symbol,
    priceChange: String(last - open),
    priceChangePercent: String(((last - open) / open) * 100),
    weightedAvgPrice: String(last),
    lastPrice: String(last),
    lastQty: '1',
    openPrice: String(open),
    highPrice: String(high),
    lowPrice: String(low),
    volume: String(volume),
    quoteVolume: String(quoteVolume),
    openTime: venue.now() - 86_400_000,
    closeTime: venue.now(),
    firstId: 1,
    lastId: trades,
    count: trades,
  }
}

/** At most `limit` candles: the oldest where the request says when to begin, else the newest. */
function klines(venue: Venue, { symbol, interval, limit, startTime, endTime }: Params): unknown {
  const stepMs = INTERVALS[interval ?? '']
  if (stepMs === undefined) throw new VenueRefusal('MISSING')
  const count = Math.min(Number(limit ?? 500), 1_500)
  const endMs = Math.floor(Math.min(Number(endTime ?? venue.now()), venue.now()) / stepMs) * stepMs
  const startMs = startTime === undefined ? endMs - (count - 1) * stepMs : Number(startTime)
  const candles = candlesOf(venue, symbol ?? '', { stepMs, startMs, endMs }).slice(0, count)
  return candles.map(({ time, open, high, low, close, volume, quoteVolume }) => {
    const figures = [open, high, low, close].map((figure) => figure.toFixed(8))
    const half = [String(volume / 2), String(quoteVolume / 2)]
    return [time, ...figures, String(volume), time + stepMs - 1, String(quoteVolume), 100, ...half, '0']
  })
}
