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
/** OKX's base units of the last 24 hours; for its swaps ccxt's `baseVolume` counts contracts. */
const BASE_VOLUME_FIELD = 'volCcy24h'

/**
 * Reads a ticker; a figure that is missing is null, a price or a time that is missing is NaN.
 *
 * @param scale base units of the ticker that one of the reading's stands for
 */
export function readingOf(ticker: Ticker, scale = 1): Reading {
  const price = (figure: number | undefined) => (figure === undefined ? null : scaled(figure, scale))
  return {
    eventTime: ticker.timestamp ?? Number.NaN,
    price: price(ticker.last) ?? Number.NaN,
    bid: price(ticker.bid),
    ask: price(ticker.ask),
    markPrice: price(ticker.markPrice),
    high24h: price(ticker.high),
    low24h: price(ticker.low),
    change24hPct: ticker.percentage ?? null,
    volume24h: volumeOf(ticker, scale),
    lastTradeId: tradeIdOf(ticker.info),
  }
}

/** A price of a larger unit: 0.0000123 a coin is 0.0123 a thousand, and not 0.012299999999999998. */
export function scaled(price: number, scale: number): number {
  return scale === 1 ? price : Number((price * scale).toPrecision(SOUND_DIGITS))
}

const SOUND_DIGITS = 14

function volumeOf({ info, baseVolume }: Ticker, scale: number): number | null {
  const told = fieldOf(info, BASE_VOLUME_FIELD)
  const volume = told === undefined ? baseVolume : Number(told)
  return volume === undefined ? null : volume / scale
}

function tradeIdOf(info: unknown): string | null {
  for (const field of TRADE_ID_FIELDS) {
    const id = fieldOf(info, field)
    if (id !== undefined) return id
  }
  return null
}

function fieldOf(info: unknown, field: string): string | undefined {
  if (typeof info !== 'object' || info === null) return undefined
  const value: unknown = Reflect.get(info, field)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
