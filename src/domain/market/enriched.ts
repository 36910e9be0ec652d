/** The market as a signal sees it: the last price strictly before it, and the five ILF fields with their origins. */
import type { AtrSource, FundingRate, IlfFields } from '../../records/generated.ts'
import { atrProxy, exchangeDivergence, volatilityFactor } from '../enrichment.ts'
import type { Indicators } from './indicators.ts'
import { type Quotes, type Snapshot, strictlyBefore } from './quotes.ts'
import { type RangeBucket, rangeOf } from './range.ts'

/** A price younger than this takes part in the divergence, ms (FORMULAS, Market enrichment). */
const FRESH_MS = 60_000

/** What is known of a symbol. */
export interface MarketKnowledge {
  readonly quotes: Quotes | undefined
  readonly indicators: Indicators | undefined
  readonly buckets: readonly RangeBucket[]
  readonly funding: FundingRate | undefined
}

export interface EnrichedMarket {
  /** Last traded price, quote units. */
  readonly price: number
  /** Its event time, ms. */
  readonly priceTime: number
  readonly ilf: IlfFields
}

/** The market at `timeMs`, made of ticks strictly before it; null when the traded market showed none. */
export function enrich(
  { quotes, indicators, buckets, funding }: MarketKnowledge,
  timeMs: number,
): EnrichedMarket | null {
  const traded = quotes?.find(({ role }) => role === 'TRADED')
  const latest = traded === undefined ? null : strictlyBefore(traded, timeMs)
  if (latest === null) return null
  const range = rangeOf(buckets, latest)
  const [atr_value, atr_source] = atrOrProxy(indicators, latest, range)
  const { high24h, low24h } = latest
  const isQuoted = high24h !== null && low24h !== null
  const regime = indicators?.regime ?? 'UNKNOWN'
  const prices = freshPrices(quotes ?? [], timeMs)
  // Written out rather than spread together: this runs for every signal.
  const ilf: IlfFields = {
    atr_value,
    atr_source,
    volatility_factor: isQuoted ? volatilityFactor(high24h, low24h) : volatilityFactor(range.high, range.low),
    volatility_source: isQuoted ? 'EXCHANGE_24H' : 'ROLLING_TICKS',
    exchange_divergence: exchangeDivergence(prices),
    divergence_source: prices.length > 1 ? 'MEASURED' : 'SINGLE_MARKET',
    markets: prices.length,
    funding_rate: funding?.rate_ratio ?? 0,
    funding_source: funding === undefined ? 'NONE_KNOWN' : 'LATEST',
    regime,
    regime_source: regime === 'UNKNOWN' ? 'TOO_FEW_CANDLES' : 'CANDLES',
    adx: indicators?.adx ?? null,
  }
  return { price: latest.price, priceTime: latest.time, ilf }
}

function atrOrProxy(indicators: Indicators | undefined, latest: Snapshot, range: RangeBucket): [number, AtrSource] {
  const atr = indicators?.atr ?? null
  if (atr !== null) return [atr / latest.price, 'CANDLES']
  if (latest.change24hPct !== null) return [atrProxy(latest.change24hPct), 'CHANGE_24H_TICK']
  return [atrProxy((latest.price / range.open - 1) * 100), 'CHANGE_24H_COMPUTED']
}

/** Prices of the markets that showed one in the last 60 s. */
function freshPrices(quotes: Quotes, timeMs: number): readonly number[] {
  const prices: number[] = []
  for (const quote of quotes) {
    const snapshot = strictlyBefore(quote, timeMs)
    if (snapshot !== null && timeMs - snapshot.time < FRESH_MS) prices.push(snapshot.price)
  }
  return prices
}
