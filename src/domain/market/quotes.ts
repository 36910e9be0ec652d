/** The latest prices of a symbol on all its markets, such that a signal can ask for what was known strictly before it. */
import type { MarketRole, MarketTick } from '../../records/generated.ts'

/** What one market showed at one instant. Ticks of the same millisecond are one snapshot. */
export interface Snapshot {
  /** Event time, ms. */
  readonly time: number
  /** Last price of the instant, quote units. */
  readonly price: number
  readonly high: number
  readonly low: number
  /** The exchange's own 24 h figures, null where it gives none. */
  readonly high24h: number | null
  readonly low24h: number | null
  readonly change24hPct: number | null
}

/** One market of a symbol: its latest instant, and the one before. */
export interface MarketQuote {
  readonly exchange: string
  readonly market: string
  readonly role: MarketRole
  readonly latest: Snapshot
  readonly before: Snapshot | null
}

/** All markets of a symbol, in the order in which they were first seen. */
export type Quotes = readonly MarketQuote[]

/**
 * What was known of a market strictly before `timeMs`; null when nothing was. Only two instants are kept: something
 * older than both (a signal that was long on its way) sees the earlier one, which is known when it is decided on.
 */
export function strictlyBefore({ latest, before }: MarketQuote, timeMs: number): Snapshot | null {
  return latest.time < timeMs ? latest : before
}

function snapshotOf(tick: MarketTick, timeMs: number): Snapshot {
  const { price } = tick
  return {
    time: timeMs,
    price,
    high: price,
    low: price,
    high24h: tick.high_24h ?? null,
    low24h: tick.low_24h ?? null,
    change24hPct: tick.change_24h_pct ?? null,
  }
}

/**
 * The quotes after one more tick, and the snapshot that has become final by it (null while the instant lasts, and for
 * reference markets). A tick older than the market's latest instant changes nothing.
 */
export function updateQuotes(quotes: Quotes | undefined, tick: MarketTick, timeMs: number): [Quotes, Snapshot | null] {
  const snapshot = snapshotOf(tick, timeMs)
  const index = quotes === undefined ? -1 : indexOfMarket(quotes, tick)
  const quote = quotes?.[index]
  if (quotes === undefined || quote === undefined) {
    const { exchange, market, role } = tick
    return [[...besides(quotes ?? [], role), { exchange, market, role, latest: snapshot, before: null }], null]
  }
  const { exchange, market, latest } = quote
  const { role } = tick
  if (timeMs < latest.time) return [quotes, null]
  const isSameInstant = timeMs === latest.time
  const next: MarketQuote = isSameInstant
    ? { exchange, market, role, latest: joined(latest, snapshot), before: quote.before }
    : { exchange, market, role, latest: snapshot, before: latest }
  const others = role === quote.role ? quotes : besides(quotes, role)
  const all = others.length === 1 ? [next] : others.with(index, next)
  return [all, isSameInstant || quote.role !== 'TRADED' ? null : latest]
}

/** The quotes beside one of this role: where orders go to another exchange from now on, it is the only one traded. */
function besides(quotes: Quotes, role: MarketRole): Quotes {
  return role === 'TRADED' ? quotes.map((quote) => ({ ...quote, role: 'REFERENCE' })) : quotes
}

/** A loop, not `findIndex`: this runs for every tick. */
function indexOfMarket(quotes: Quotes, { market, exchange }: MarketTick): number {
  for (let i = 0; i < quotes.length; i++) {
    const quote = quotes[i]
    if (quote !== undefined && quote.market === market && quote.exchange === exchange) return i
  }
  return -1
}

function joined(earlier: Snapshot, later: Snapshot): Snapshot {
  return { ...later, high: Math.max(earlier.high, later.high), low: Math.min(earlier.low, later.low) }
}
