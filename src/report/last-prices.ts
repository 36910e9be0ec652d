/** The last price of some symbols, read from the end of the ticks backwards. */
import { topics } from '../topics.ts'
import type { ReportReader } from './reading.ts'

/** Ticks looked at first; where that is not enough, twice as many. */
const FIRST_WINDOW = 2048

/**
 * The mark price of the last TRADED tick of each symbol, or its last price where it has no mark, quote units: what
 * positions are valued at. A symbol that never ticked is missing.
 */
export function lastPrices(reader: ReportReader, symbols: readonly string[]): ReadonlyMap<string, number> {
  const end = reader.count(topics.marketTick.name)
  for (let size = FIRST_WINDOW; symbols.length > 0; size *= 2) {
    const prices = pricesFrom(reader, Math.max(0, end - size), new Set(symbols))
    if (prices.size === symbols.length || size >= end) return prices
  }
  return new Map()
}

function pricesFrom(reader: ReportReader, offset: number, symbols: ReadonlySet<string>): ReadonlyMap<string, number> {
  const prices = new Map<string, number>()
  for (const { value: tick } of reader.records(topics.marketTick, offset)) {
    if (tick === null || tick.role !== 'TRADED' || !symbols.has(tick.symbol)) continue
    prices.set(tick.symbol, tick.mark_price ?? tick.price)
  }
  return prices
}
