/** Funding rates as ccxt tells them, as records. */
import type { FundingRate as CcxtRate } from 'ccxt'
import type { FundingRate } from '../../records/generated.ts'
import type { SourceRecord } from '../source-record.ts'
import type { WantedMarket } from './wanted-markets.ts'

/** What Binance, Bybit and OKX take where they say nothing else. */
const USUAL_INTERVAL_HOURS = 8

/**
 * The rates of the markets that have a sound one.
 *
 * @param intervals hours between two payments, by ccxt's market name
 * @param exchangeTimeMs for rates without a time of their own, Unix ms
 */
export function fundingRecords(
  exchange: string,
  source: string,
  markets: readonly WantedMarket[],
  rates: Readonly<Record<string, CcxtRate>>,
  intervals: ReadonlyMap<string, number>,
  exchangeTimeMs: number,
): readonly SourceRecord[] {
  return markets.flatMap(({ symbol, unified }) => {
    const rate = rates[unified]
    if (rate?.fundingRate === undefined || !Number.isFinite(rate.fundingRate)) return []
    const hours = Number.parseInt(rate.interval ?? '', 10) || intervals.get(unified)
    const value: FundingRate = {
      symbol,
      event_time: rate.timestamp ?? exchangeTimeMs,
      exchange,
      rate_ratio: rate.fundingRate,
      interval_hours: hours !== undefined && hours >= 1 ? hours : USUAL_INTERVAL_HOURS,
      next_funding_time: rate.fundingTimestamp ?? null,
      mark_price: rate.markPrice ?? null,
      index_price: rate.indexPrice ?? null,
    }
    return [{ topic: 'funding.rate', key: symbol, timestamp: value.event_time, value, source }]
  })
}
