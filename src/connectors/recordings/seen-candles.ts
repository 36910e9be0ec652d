/** Knows which candles were already there: the first of two with one time and market wins. */
import { type CandleParser, MINUTE_MS } from './candle-parser.ts'
import type { CandleTable } from './candle-table.ts'
import type { Fault } from './problem.ts'

/** Two candles of one market in different order need a set of all; until then the latest time of each market does. */
export class SeenCandles {
  readonly #latest: number[] = []
  #keys: Set<number> | null = null

  /**
   * True when a candle of this market and time was there before; else it is noted.
   *
   * @param table all candles so far, in case an earlier one must be looked up
   */
  hasOrAdd(time: number, market: number, table: CandleTable): boolean {
    const latest = this.#latest[market] ?? Number.NEGATIVE_INFINITY
    if (time === latest) return true
    if (time < latest) {
      this.#keys ??= keysOf(table)
      if (this.#keys.has(key(time, market))) return true
    } else {
      this.#latest[market] = time
    }
    this.#keys?.add(key(time, market))
    return false
  }
}

/** What is said of a candle that was already there. */
export function duplicateFault({ marketId, time }: CandleParser): Fault {
  const at = `${time} (${new Date(time).toISOString()})`
  return { code: 'DUPLICATE_CANDLE', message: `${marketId} has had a candle at ${at}: the first one counts` }
}

function keysOf(table: CandleTable): Set<number> {
  const keys = new Set<number>()
  for (let at = 0; at < table.length; at += 1) keys.add(key(table.time[at] ?? 0, table.market[at] ?? 0))
  return keys
}

/** Minutes of this century are below 2^26 and markets below 2^26: exact in a double. */
function key(time: number, market: number): number {
  return (time / MINUTE_MS) * 2 ** 26 + market
}
