/** The market as a signal sees it: the last price strictly before it, and the five ILF fields with their origins. */
import type { FundingRate, IlfFields } from '../../records/generated.ts'
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
export function enrich({ quotes, indicators, buckets, funding }: MarketKnowledge, timeMs: number): EnrichedMarket | null {
  const traded = quotes?.find(({ role }) => role === 'TRADED')
  const latest = traded === undefined ? null : strictlyBefore(traded, timeMs)
  if (latest === null) return null
  const range = rangeOf(buckets, latest)
  return {
    price: latest.price,
    priceTime: latest.time,
    ilf: {
      ...atrFields(indicators, latest, range),
      ...volatilityFields(latest, range),
      ...divergenceFields(quotes ?? [], timeMs),
      funding_rate: funding?.rate_ratio ?? 0,
      funding_source: funding === undefined ? 'NONE_KNOWN' : 'LATEST',
      regime: indicators?.regime ?? 'UNKNOWN',
      regime_source: (indicators?.regime ?? 'UNKNOWN') === 'UNKNOWN' ? 'TOO_FEW_CANDLES' : 'CANDLES',
      adx: indicators?.adx ?? null,
    },
  }
}

function atrFields(indicators: Indicators | undefined, latest: Snapshot, range: RangeBucket) {
  const atr = indicators?.atr ?? null
  if (atr !== null) return { atr_value: atr / latest.price, atr_source: 'CANDLES' } as const
  if (latest.change24hPct !== null) {
    return { atr_value: atrProxy(latest.change24hPct), atr_source: 'CHANGE_24H_TICK' } as const
  }
  const changePct = (latest.price / range.open - 1) * 100
  return { atr_value: atrProxy(changePct), atr_source: 'CHANGE_24H_COMPUTED' } as const
}

function volatilityFields({ high24h, low24h }: Snapshot, range: RangeBucket) {
  if (high24h !== null && low24h !== null) {
    return { volatility_factor: volatilityFactor(high24h, low24h), volatility_source: 'EXCHANGE_24H' } as const
  }
  return { volatility_factor: volatilityFactor(range.high, range.low), volatility_source: 'ROLLING_TICKS' } as const
}

function divergenceFields(quotes: Quotes, timeMs: number) {
  const prices: number[] = []
  for (const quote of quotes) {
    const snapshot = strictlyBefore(quote, timeMs)
    if (snapshot !== null && timeMs - snapshot.time < FRESH_MS) prices.push(snapshot.price)
  }
  const divergence_source = prices.length > 1 ? ('MEASURED' as const) : ('SINGLE_MARKET' as const)
  return { exchange_divergence: exchangeDivergence(prices), divergence_source, markets: prices.length }
}
