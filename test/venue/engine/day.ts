/** A market as it looks now: its last price, its book, and the last 24 hours. */
import { tidy } from './model.ts'
import type { Venue } from './venue.ts'

export interface Day {
  readonly last: number
  readonly mark: number
  readonly bid: number
  readonly ask: number
  /** 24 hours ago. */
  readonly open: number
  readonly high: number
  readonly low: number
  /** Base units; every trade adds one. */
  readonly volume: number
  readonly quoteVolume: number
}

export function dayOf(venue: Venue, symbol: string): Day {
  const { last, mark, trades } = venue.market(symbol)
  const { price: open, tickSize } = venue.terms(symbol)
  return {
    last,
    mark,
    bid: last,
    ask: tidy(last + Number(tickSize)),
    open,
    high: Math.max(last, open),
    low: Math.min(last, open),
    volume: 100_000 + trades,
    quoteVolume: 100_000 * last,
  }
}

/** When funding is paid next, Unix ms. */
export function nextFunding(venue: Venue, symbol: string): number {
  const interval = venue.terms(symbol).fundingHours * 3_600_000
  return Math.ceil((venue.now() + 1) / interval) * interval
}
