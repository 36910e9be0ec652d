/** Makes the ticks of candles: four a candle, in the order in which the price most likely went. */
import type { MarketTick } from '../../records/generated.ts'
import type { SourceRecord } from '../source-record.ts'
import type { MarketInfo } from './market-info.ts'
import type { CandleMinute } from './minutes-of.ts'

/** When the four ticks of a candle happen, ms after its opening. */
export const TICK_OFFSETS_MS = [0, 15_000, 30_000, 59_999] as const

/** A market by index with its place in the order of records; null for a market that is not played. */
interface PlayedMarket {
  readonly info: MarketInfo
  readonly rank: number
}

/** Makes the ticks of a recording; `source` is what their records name as their origin. */
export class TickFactory {
  readonly #markets: readonly (PlayedMarket | null)[]
  readonly #source: string

  /** @param markets by market index; null for a market that is not played */
  constructor(markets: readonly (MarketInfo | null)[], source: string) {
    const ordered = markets.filter((info) => info !== null).toSorted(bySymbolAndMarket)
    const ranks = new Map(ordered.map((info, rank) => [info, rank]))
    this.#markets = markets.map((info) => (info === null ? null : { info, rank: ranks.get(info) ?? 0 }))
    this.#source = source
  }

  /** How many ticks `make` gives for the minute. */
  count({ table, start, end }: CandleMinute): number {
    let played = 0
    for (let at = start; at < end; at += 1) {
      if (this.#markets[table.market[at] ?? 0] != null) played += 1
    }
    return played * TICK_OFFSETS_MS.length
  }

  /**
   * The ticks of the minute's candles in the order of (timestamp, key, market): open at +0; then low and high when the
   * candle closed up (close ≥ open), else high and low, at +15 s and +30 s; close at +59.999 s; each with a quarter of
   * the volume. `ingest_time` is the event time: a recording knows no other, and no clock is asked.
   */
  make(minute: CandleMinute): SourceRecord[] {
    const { table, time } = minute
    const played = this.#played(minute)
    const size = played.length
    const records = new Array<SourceRecord>(size * TICK_OFFSETS_MS.length)
    for (let index = 0; index < size; index += 1) {
      const at = played[index]!
      const info = this.#markets[table.market[at]!]!.info
      const open = table.open[at]!
      const close = table.close[at]!
      const [second, third] = close >= open ? [table.low[at]!, table.high[at]!] : [table.high[at]!, table.low[at]!]
      const volume = table.volume[at]! / TICK_OFFSETS_MS.length
      records[index] = this.#record(info, time + TICK_OFFSETS_MS[0], open, volume)
      records[size + index] = this.#record(info, time + TICK_OFFSETS_MS[1], second, volume)
      records[2 * size + index] = this.#record(info, time + TICK_OFFSETS_MS[2], third, volume)
      records[3 * size + index] = this.#record(info, time + TICK_OFFSETS_MS[3], close, volume)
    }
    return records
  }

  /** Rows of the played markets, in the order of their rank; most files are in it already. */
  #played({ table, start, end }: CandleMinute): number[] {
    const rows: number[] = []
    let last = -1
    let ordered = true
    for (let at = start; at < end; at += 1) {
      const played = this.#markets[table.market[at] ?? 0]
      if (played == null) continue
      rows.push(at)
      ordered &&= played.rank > last
      last = played.rank
    }
    const rank = (at: number): number => this.#markets[table.market[at] ?? 0]?.rank ?? 0
    return ordered ? rows : rows.sort((a, b) => rank(a) - rank(b))
  }

  #record({ symbol, market, role, instrument }: MarketInfo, time: number, price: number, volume: number): SourceRecord {
    const value: MarketTick = {
      symbol,
      event_time: time,
      exchange: instrument.exchange,
      market,
      role,
      price,
      volume,
      ingest_time: time,
    }
    return { topic: 'market.tick', key: symbol, timestamp: time, value, source: this.#source }
  }
}

function bySymbolAndMarket(a: MarketInfo, b: MarketInfo): number {
  if (a.symbol !== b.symbol) return a.symbol < b.symbol ? -1 : 1
  return a.market < b.market ? -1 : 1
}
