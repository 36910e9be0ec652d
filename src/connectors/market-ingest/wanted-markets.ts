/** Which market of an exchange belongs to which exchange-neutral symbol. */
import type { Exchange, Market } from 'ccxt'
import { coinUnits } from './coin-units.ts'
import { IngestError } from './errors.ts'

/** What ccxt knows of a market. */
export type Listing = NonNullable<Market>

/** A market that is followed. */
export interface WantedMarket {
  /** Exchange-neutral symbol, for example GALAUSDT. */
  readonly symbol: string
  /** ccxt's name of it, for example GALA/USDT:USDT. */
  readonly unified: string
  /** The venue's own id. */
  readonly market: string
  /** Base units of the market that one of the symbol's stands for: 1000 for 1000PEPEUSDT where PEPEUSDT is traded. */
  readonly scale: number
  readonly listing: Listing
}

/** Linear perpetuals of an exchange whose markets are loaded, by neutral symbol. */
export function perpetuals(client: Exchange): ReadonlyMap<string, Listing> {
  const found = new Map<string, Listing>()
  for (const market of Object.values(client.markets ?? {})) {
    if (market?.swap && market.linear && market.settle === market.quote) found.set(market.base + market.quote, market)
  }
  return found
}

/**
 * Splits the symbols into those the exchange has and those it has not.
 *
 * @param isScaled whether a contract over another number of the same coins will do: to compare prices, never to trade
 */
export function wantedMarkets(
  client: Exchange,
  symbols: readonly string[],
  isScaled: boolean,
): { readonly markets: readonly WantedMarket[]; readonly missing: readonly string[] } {
  const known = perpetuals(client)
  const sameCoins = isScaled ? byCoin([...known.values()]) : NONE
  const markets = symbols.flatMap((symbol) => {
    const exact = known.get(symbol)
    const other = exact === undefined ? sameCoins(symbol) : undefined
    const listing = exact ?? other?.listing
    if (listing?.id === undefined) return []
    return [{ symbol, unified: listing.symbol, market: listing.id, scale: other?.scale ?? 1, listing }]
  })
  const found = new Set(markets.map(({ symbol }) => symbol))
  return { markets, missing: symbols.filter((symbol) => !found.has(symbol)) }
}

type Finder = (symbol: string) => { readonly listing: Listing; readonly scale: number } | undefined

const NONE: Finder = () => undefined

/** Finds the contract over the same coins as a symbol's, whatever their number. */
function byCoin(listings: readonly Listing[]): Finder {
  const quotes = [...new Set(listings.map(({ quote }) => quote))]
  const found = new Map(listings.map((listing) => [coinUnits(listing.base).coin + listing.quote, listing]))
  return (symbol) => {
    const quote = quotes.find((each) => symbol.endsWith(each))
    if (quote === undefined) return undefined
    const { coin, coins } = coinUnits(symbol.slice(0, -quote.length))
    const listing = found.get(coin + quote)
    return listing === undefined ? undefined : { listing, scale: coins / coinUnits(listing.base).coins }
  }
}

/** The error for symbols that the exchange does not have, with the nearest it has. */
export function unknownSymbols(client: Exchange, missing: readonly string[]): IngestError {
  const known = [...perpetuals(client).keys()]
  const told = missing.map((symbol) => {
    const near = nearest(symbol, known)
    return near === undefined ? symbol : `${symbol} (did you mean ${near}?)`
  })
  return new IngestError(
    'UNKNOWN_SYMBOL',
    `${client.id} lists no USDT perpetual of the name ${told.join(', ')}: correct --symbols or leave them out`,
  )
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((each) => [each, distance(name, each)] as const).sort((a, b) => a[1] - b[1])
  return ranked[0]?.[0]
}

/** Letters to insert, remove or exchange between two names (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
