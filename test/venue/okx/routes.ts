/** What OKX v5 tells anybody over HTTP, as the `data` of its answers. Quantities count contracts. */
import { candlesOf } from '../engine/candles.ts'
import { dayOf, nextFunding } from '../engine/day.ts'
import { VenueRefusal } from '../engine/errors.ts'
import { tidy } from '../engine/model.ts'
import type { VenueSymbol } from '../engine/terms.ts'
import type { Venue } from '../engine/venue.ts'
import { marketIdOf, symbolOf } from './names.ts'
import { okxTicker } from './ticker.ts'

type Params = Readonly<Record<string, string | undefined>>
type Route = (venue: Venue, params: Params) => readonly unknown[]

const MOST_CANDLES = 300
const MINUTE_MS = 60_000

export const OKX_ROUTES: Readonly<Record<string, Route>> = {
  'GET /api/v5/public/time': (venue) => [{ ts: String(venue.now()) }],
  'GET /api/v5/public/instruments': (venue, { instType }) =>
    instType === 'SWAP' ? [...venue.symbols.values()].map(instrument) : [],
  'GET /api/v5/public/funding-rate': (venue, { instId }) => {
    const symbols = instId === 'ANY' ? [...venue.symbols.keys()] : [symbolOf(instId)]
    return symbols.map((symbol) => fundingRate(venue, symbol))
  },
  'GET /api/v5/public/mark-price': (venue) =>
    [...venue.symbols.values()].map(({ symbol, base }) => {
      const { mark } = dayOf(venue, symbol)
      return { instType: 'SWAP', instId: marketIdOf(base), markPx: String(mark), ts: String(venue.now()) }
    }),
  'GET /api/v5/public/position-tiers': (venue, { uly }) => positionTiers(venue.terms(symbolOf(`${uly}-SWAP`))),
  'GET /api/v5/market/tickers': (venue) => [...venue.symbols.keys()].map((symbol) => okxTicker(venue, symbol)),
  'GET /api/v5/market/candles': candles,
  'GET /api/v5/market/history-candles': candles,
}

function instrument({ base, tickSize, stepSize, contractSize, status, brackets }: VenueSymbol) {
  const lot = String(tidy(Number(stepSize) / Number(contractSize)))
  return {
    alias: '',
    baseCcy: '',
    category: '1',
    ctMult: '1',
    ctType: 'linear',
    ctVal: contractSize,
    ctValCcy: base,
    expTime: '',
    instFamily: `${base}-USDT`,
    instId: marketIdOf(base),
    instType: 'SWAP',
    lever: String(brackets[0]?.maxLeverage ?? 1),
    listTime: '1611916828000',
    lotSz: lot,
    maxLmtSz: '100000000',
    maxMktSz: '12000',
    minSz: lot,
    quoteCcy: '',
    ruleType: 'normal',
    settleCcy: 'USDT',
    state: status === 'TRADING' ? 'live' : 'suspend',
    stk: '',
    tickSz: tickSize,
    uly: `${base}-USDT`,
  }
}

function fundingRate(venue: Venue, symbol: string) {
  const { base, fundingHours } = venue.terms(symbol)
  const next = nextFunding(venue, symbol)
  return {
    fundingRate: '0.0003',
    fundingTime: String(next),
    instId: marketIdOf(base),
    instType: 'SWAP',
    method: 'current_period',
    maxFundingRate: '0.00375',
    minFundingRate: '-0.00375',
    nextFundingRate: '',
    nextFundingTime: String(next + fundingHours * 3_600_000),
    premium: '0.0001',
    settFundingRate: '0.0002',
    settState: 'settled',
    ts: String(venue.now()),
  }
}

function positionTiers({ base, price, contractSize, brackets }: VenueSymbol) {
  return brackets.map(({ notionalCap, maxLeverage, maintenanceRatio }, index) => {
    const contracts = (notional: number) => String(Math.floor(notional / price / Number(contractSize)))
    return {
      baseMaxLoan: '',
      imr: String(1 / maxLeverage),
      instFamily: `${base}-USDT`,
      instId: '',
      maxLever: String(maxLeverage),
      maxSz: contracts(notionalCap),
      minSz: contracts(brackets[index - 1]?.notionalCap ?? 0),
      mmr: String(maintenanceRatio),
      optMgnFactor: '0',
      quoteMaxLoan: '',
      tier: String(index + 1),
      uly: `${base}-USDT`,
    }
  })
}

/** The newest candles first, as OKX lists them: later than `before`, earlier than `after`, which is not what one expects. */
function candles(venue: Venue, { instId, bar, limit, before, after }: Params) {
  if (bar !== '1m') throw new VenueRefusal('MISSING')
  const symbol = symbolOf(instId)
  const contractSize = Number(venue.terms(symbol).contractSize)
  const count = Math.min(Number(limit ?? 100), MOST_CANDLES)
  const endMs = Number(after ?? venue.now() + 1) - 1
  const startMs = Number(before ?? endMs - count * MINUTE_MS) + 1
  const found = candlesOf(venue, symbol, { stepMs: MINUTE_MS, startMs, endMs }).slice(-count)
  return found
    .map(({ time, open, high, low, close, volume, quoteVolume }) => {
      const isClosed = time + MINUTE_MS <= venue.now() ? 1 : 0
      return [time, open, high, low, close, volume / contractSize, volume, quoteVolume, isClosed].map(String)
    })
    .reverse()
}
