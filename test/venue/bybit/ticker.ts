/** Bybit's ticker of a linear contract; the last trade has no id in it. */
import { dayOf, nextFunding } from '../engine/day.ts'
import type { Venue } from '../engine/venue.ts'

export type BybitTicker = Readonly<Record<string, string>>

export function bybitTicker(venue: Venue, symbol: string): BybitTicker {
  const { last, mark, bid, ask, open, high, low, volume, quoteVolume } = dayOf(venue, symbol)
  return {
    symbol,
    tickDirection: 'PlusTick',
    price24hPcnt: String((last - open) / open),
    lastPrice: String(last),
    prevPrice24h: String(open),
    highPrice24h: String(high),
    lowPrice24h: String(low),
    prevPrice1h: String(open),
    markPrice: String(mark),
    indexPrice: String(mark),
    openInterest: '68744.761',
    openInterestValue: '1183601235.91',
    turnover24h: String(quoteVolume),
    volume24h: String(volume),
    nextFundingTime: String(nextFunding(venue, symbol)),
    fundingRate: '0.0002',
    fundingIntervalHour: String(venue.terms(symbol).fundingHours),
    bid1Price: String(bid),
    bid1Size: '84.489',
    ask1Price: String(ask),
    ask1Size: '83.020',
  }
}
