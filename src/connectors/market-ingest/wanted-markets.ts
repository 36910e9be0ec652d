/** Which market of an exchange belongs to which exchange-neutral symbol. */
import type { Exchange, Market } from 'ccxt'
import { IngestError } from './errors.ts'

/** A market that is followed. */
export interface WantedMarket {
  /** Exchange-neutral symbol, for example GALAUSDT. */
  readonly symbol: string
  /** ccxt's name of it, for example GALA/USDT:USDT. */
  readonly unified: string
  /** The venue's own id. */
  readonly market: string
}

/** Linear perpetuals of an exchange whose markets are loaded, by neutral symbol. */
export function perpetuals(client: Exchange): ReadonlyMap<string, Market> {
  const found = new Map<string, Market>()
  for (const market of Object.values(client.markets ?? {})) {
    if (market?.swap && market.linear && market.settle === market.quote) found.set(market.base + market.quote, market)
  }
  return found
}

/** Splits the symbols into those the exchange has and those it has not. */
export function wantedMarkets(
  client: Exchange,
  symbols: readonly string[],
): { readonly markets: readonly WantedMarket[]; readonly missing: readonly string[] } {
  const known = perpetuals(client)
  const markets = symbols.flatMap((symbol) => {
    const market = known.get(symbol)
    return market?.id === undefined ? [] : [{ symbol, unified: market.symbol, market: market.id }]
  })
  return { markets, missing: symbols.filter((symbol) => !known.has(symbol)) }
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
