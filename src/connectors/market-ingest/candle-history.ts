/** Closed candles of the last hours as ticks, so that indicators are warm before the first live tick. */
import type { OHLCV } from 'ccxt'
import { CandleTable } from '../recordings/candle-table.ts'
import type { MarketInfo } from '../recordings/market-info.ts'
import { minutesOf } from '../recordings/minutes-of.ts'
import { TickFactory } from '../recordings/tick-factory.ts'
import type { SourceRecord } from '../source-record.ts'

export const MINUTE_MS = 60_000

/** The candles of one market, and what the market is. */
export interface History {
  readonly info: MarketInfo
  readonly candles: readonly OHLCV[]
}

/**
 * Four ticks a candle, all markets together, a batch a minute, in the order of event time. A minute in which nothing was
 * traded gives no ticks: an exchange draws candles for those too, and a market that stands still must look like one.
 *
 * @param after ticks at or before this are there already, Unix ms
 * @param before candles that end after this are not closed yet, Unix ms
 */
export function* historyTicks(
  histories: readonly History[],
  { after, before, source }: { readonly after: number; readonly before: number; readonly source: string },
): Generator<readonly SourceRecord[]> {
  const factory = new TickFactory(
    histories.map(({ info }) => info),
    source,
  )
  const table = new CandleTable()
  histories.forEach(({ candles }, market) => {
    for (const candle of candles) {
      const [time, open, high, low, close, volume] = candle.map((figure) => figure ?? Number.NaN)
      if (time === undefined || open === undefined || high === undefined || low === undefined) continue
      if (close === undefined || volume === undefined || !isSound([open, high, low, close], volume)) continue
      if (time > after && time + MINUTE_MS <= before) table.push({ time, market, open, high, low, close, volume })
    }
  })
  for (const minute of minutesOf(table.sortedByTime(), [], 0)) yield factory.make(minute)
}

function isSound(prices: readonly number[], volume: number): boolean {
  return prices.every((price) => Number.isFinite(price) && price > 0) && Number.isFinite(volume) && volume > 0
}
