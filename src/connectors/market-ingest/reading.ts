/** What an exchange showed of one market at one moment, as ccxt hands it over, with nothing checked yet. */
import type { Ticker } from 'ccxt'

/** Figures may be anything, NaN and negative ones included: the gate judges them. Prices in quote units. */
export interface Reading {
  /** When the exchange says it saw this, Unix ms. */
  readonly eventTime: number
  readonly price: number
  readonly bid: number | null
  readonly ask: number | null
  readonly markPrice: number | null
  readonly high24h: number | null
  readonly low24h: number | null
  readonly change24hPct: number | null
  /** Base units of the rolling 24 hours. */
  readonly volume24h: number | null
  /** The exchange's id of the last trade; null where the exchange gives none. */
  readonly lastTradeId: string | null
}

/** Names that exchanges give the last trade's id: Binance's stream `L`, Binance's REST `lastId`. */
const TRADE_ID_FIELDS = ['L', 'lastId'] as const

/** Reads a ticker; a figure that is missing is null, a price or a time that is missing is NaN. */
export function readingOf(ticker: Ticker): Reading {
  return {
    eventTime: ticker.timestamp ?? Number.NaN,
    price: ticker.last ?? Number.NaN,
    bid: ticker.bid ?? null,
    ask: ticker.ask ?? null,
    markPrice: ticker.markPrice ?? null,
    high24h: ticker.high ?? null,
    low24h: ticker.low ?? null,
    change24hPct: ticker.percentage ?? null,
    volume24h: ticker.baseVolume ?? null,
    lastTradeId: tradeIdOf(ticker.info),
  }
}

function tradeIdOf(info: unknown): string | null {
  if (typeof info !== 'object' || info === null) return null
  for (const field of TRADE_ID_FIELDS) {
    const id: unknown = Reflect.get(info, field)
    if (typeof id === 'string' || typeof id === 'number') return String(id)
  }
  return null
}
