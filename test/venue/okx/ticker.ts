/** OKX's ticker of a swap; `vol24h` counts contracts, `volCcy24h` base units, and the last trade has no id in it. */
import { dayOf } from '../engine/day.ts'
import type { Venue } from '../engine/venue.ts'
import { marketIdOf } from './names.ts'

export type OkxTicker = Readonly<Record<string, string>>

export function okxTicker(venue: Venue, symbol: string): OkxTicker {
  const { last, bid, ask, open, high, low, volume } = dayOf(venue, symbol)
  const { base, contractSize } = venue.terms(symbol)
  return {
    instType: 'SWAP',
    instId: marketIdOf(base),
    last: String(last),
    lastSz: '1',
    askPx: String(ask),
    askSz: '11',
    bidPx: String(bid),
    bidSz: '5',
    open24h: String(open),
    high24h: String(high),
    low24h: String(low),
    sodUtc0: String(open),
    sodUtc8: String(open),
    volCcy24h: String(volume),
    vol24h: String(volume / Number(contractSize)),
    ts: String(venue.now()),
  }
}
