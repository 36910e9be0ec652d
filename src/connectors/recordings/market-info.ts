/** What a market of a recording is to the dataflow, and on which terms it trades. */
import type { Instrument } from '../../records/generated.ts'

/** A market of the recording. */
export interface MarketInfo {
  /** The venue's own id, for example GALAUSDC. */
  readonly market: string
  /** Exchange-neutral symbol: the market's own id, or its twin's for a REFERENCE market. */
  readonly symbol: string
  /** TRADED: orders go there; REFERENCE: only compared with it. */
  readonly role: 'TRADED' | 'REFERENCE'
  /** Its terms, under its neutral symbol. */
  readonly instrument: Instrument
}

/** The id of the USDT market that a USDC market is compared with: XUSDC belongs to XUSDT. Null for other ids. */
export function twinOf(market: string): string | null {
  return /.USDC$/.test(market) ? `${market.slice(0, -1)}T` : null
}
