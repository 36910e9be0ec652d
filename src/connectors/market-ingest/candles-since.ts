/** All candles of a market since some time, in as many questions as the exchange needs for them. */
import type { Exchange, OHLCV } from 'ccxt'
import { MINUTE_MS } from './candle-history.ts'
import { scaled } from './reading.ts'
import type { RestDoor } from './rest-door.ts'
import type { WantedMarket } from './wanted-markets.ts'

/** What one question may ask for: OKX answers with the newest 300, whatever else is asked. */
const PAGE = 300

export interface CandleSpan {
  /** The first candle opens here, Unix ms. */
  readonly since: number
  /** Candles that end after this are not closed yet, Unix ms. */
  readonly until: number
}

/** The closed candles of a span, in the symbol's units, as far as the exchange has them. */
export async function candlesSince(
  { client, door }: { readonly client: Exchange; readonly door: RestDoor },
  { unified, symbol, scale }: WantedMarket,
  { since, until }: CandleSpan,
  signal: AbortSignal,
): Promise<readonly OHLCV[]> {
  const candles: OHLCV[] = []
  for (let from = since; from + MINUTE_MS <= until; from += PAGE * MINUTE_MS) {
    // The last instant before the next page: one exchange counts this in, another out.
    const params = { until: from + PAGE * MINUTE_MS - 1 }
    const ask = () => client.fetchOHLCV(unified, '1m', from, PAGE, params)
    candles.push(...(await door.ask(`candles of ${symbol}`, ask, signal)))
  }
  return scale === 1 ? candles : candles.map((candle) => inUnits(candle, scale))
}

function inUnits([time, open, high, low, close, volume]: OHLCV, scale: number): OHLCV {
  const price = (figure: OHLCV[number]) => (figure === undefined ? figure : scaled(figure, scale))
  return [time, price(open), price(high), price(low), price(close), volume === undefined ? volume : volume / scale]
}
