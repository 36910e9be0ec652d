/** What Bybit v5 tells anybody over HTTP, as the `result` of its answers. */
import { candlesOf } from '../engine/candles.ts'
import { VenueRefusal } from '../engine/errors.ts'
import type { VenueSymbol } from '../engine/terms.ts'
import type { Venue } from '../engine/venue.ts'
import { bybitTicker } from './ticker.ts'

type Params = Readonly<Record<string, string | undefined>>

const MOST_CANDLES = 1_000
const MINUTE_MS = 60_000

export const BYBIT_ROUTES: Readonly<Record<string, (venue: Venue, params: Params) => unknown>> = {
  'GET /v5/market/time': (venue) => {
    const now = venue.now()
    return { timeSecond: String(Math.floor(now / 1_000)), timeNano: `${now}000000` }
  },
  'GET /v5/market/instruments-info': (venue, params) =>
    linear(params, params.status === 'PreLaunch' ? [] : [...venue.symbols.values()].map(instrument)),
  'GET /v5/market/tickers': (venue, params) =>
    linear(
      params,
      asked(venue, params).map((symbol) => bybitTicker(venue, symbol)),
    ),
  'GET /v5/market/risk-limit': (venue, params) =>
    linear(
      params,
      asked(venue, params).flatMap((symbol) => riskLimits(venue.terms(symbol))),
    ),
  'GET /v5/market/kline': klines,
}

/** A list of linear contracts; of other categories there are none. */
function linear({ category }: Params, list: readonly unknown[]) {
  return { category, list: category === 'linear' ? list : [], nextPageCursor: '' }
}

function asked(venue: Venue, { symbol }: Params): readonly string[] {
  return symbol === undefined ? [...venue.symbols.keys()] : [venue.terms(symbol).symbol]
}

function instrument({ symbol, base, tickSize, stepSize, minNotional, status, brackets, fundingHours }: VenueSymbol) {
  return {
    symbol,
    contractType: 'LinearPerpetual',
    status: status === 'TRADING' ? 'Trading' : 'Delivering',
    baseCoin: base,
    quoteCoin: 'USDT',
    launchTime: '1585526400000',
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: '2',
    leverageFilter: { minLeverage: '1', maxLeverage: `${brackets[0]?.maxLeverage ?? 1}.00`, leverageStep: '0.01' },
    priceFilter: { minPrice: tickSize, maxPrice: '1999999.80', tickSize },
    lotSizeFilter: {
      maxOrderQty: '1190.000',
      minOrderQty: stepSize,
      qtyStep: stepSize,
      postOnlyMaxOrderQty: '1190.000',
      maxMktOrderQty: '500.000',
      minNotionalValue: minNotional,
    },
    unifiedMarginTrade: true,
    fundingInterval: fundingHours * 60,
    settleCoin: 'USDT',
    copyTrading: 'both',
    isPreListing: false,
  }
}

function riskLimits({ symbol, brackets }: VenueSymbol) {
  return brackets.map(({ notionalCap, maxLeverage, maintenanceRatio }, index) => ({
    id: index + 1,
    symbol,
    riskLimitValue: String(notionalCap),
    maintenanceMargin: String(maintenanceRatio),
    initialMargin: String(1 / maxLeverage),
    isLowestRisk: index === 0 ? 1 : 0,
    maxLeverage: `${maxLeverage}.00`,
    mmDeduction: '',
  }))
}

/** The newest candles first, as Bybit lists them. */
function klines(venue: Venue, { category, symbol, interval, start, end, limit }: Params) {
  if (category !== 'linear' || !Number.isInteger(Number(interval))) throw new VenueRefusal('MISSING')
  const stepMs = Number(interval) * MINUTE_MS
  const count = Math.min(Number(limit ?? 200), MOST_CANDLES)
  const startMs = Number(start ?? venue.now() - (count - 1) * stepMs)
  const endMs = Number(end ?? startMs + (count - 1) * stepMs)
  const candles = candlesOf(venue, symbol ?? '', { stepMs, startMs, endMs }).slice(-count)
  const list = candles.map(({ time, open, high, low, close, volume, quoteVolume }) =>
    [time, open, high, low, close, volume, quoteVolume].map(String),
  )
  return { category, symbol, list: list.reverse() }
}
