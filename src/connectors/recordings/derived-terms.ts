/** Terms of a market that no instruments file describes: what the data shows, and cautious guesses for the rest. */
import type { Instrument } from '../../records/generated.ts'
import type { MarketScan } from './market-stats.ts'

/** Exchange name of terms that no file claims for a real one. */
const UNKNOWN_EXCHANGE = 'recording'
const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'USD', 'EUR', 'BTC', 'ETH'] as const
/** Float noise in an export (0.30000000000000004) must not become a tick size. */
const MOST_DECIMALS = 10
/** Cautious for any market: an exchange allows at least this on the thinnest of its perpetuals. */
const BRACKETS = [
  { notional_cap: '25000', max_leverage: 20, maintenance_ratio: 0.025 },
  { notional_cap: '100000', max_leverage: 10, maintenance_ratio: 0.05 },
  { notional_cap: '250000', max_leverage: 5, maintenance_ratio: 0.1 },
  { notional_cap: '1000000', max_leverage: 2, maintenance_ratio: 0.25 },
] as const

/** What is assumed of every market without described terms, for the report. */
export const ASSUMED =
  'tick and step size from the decimals of the data; assumed: at most 20x, maintenance from 2.5 %, fees 2/5 bps, ' +
  'minimum notional 5'

/**
 * Terms of a market from its candles.
 *
 * @param symbol its exchange-neutral symbol
 * @param eventTime from when they hold, Unix ms
 */
export function derivedTerms(scan: MarketScan, symbol: string, eventTime: number): Instrument {
  const step = unit(scan.volumeDecimals)
  return {
    symbol,
    event_time: eventTime,
    exchange: UNKNOWN_EXCHANGE,
    market: scan.market,
    status: 'TRADING',
    quote: QUOTES.find((quote) => scan.market.endsWith(quote)) ?? 'USDT',
    contract_size: '1',
    tick_size: unit(scan.priceDecimals),
    step_size: step,
    min_quantity: step,
    min_notional: '5',
    max_leverage: BRACKETS[0].max_leverage,
    brackets: BRACKETS,
    maker_fee_bps: 2,
    taker_fee_bps: 5,
    terms_source: ASSUMED,
  }
}

/** The smallest step of so many decimals: 4 → '0.0001', 0 → '1'. */
function unit(decimals: number): string {
  return decimals === 0 ? '1' : `0.${'1'.padStart(Math.min(decimals, MOST_DECIMALS), '0')}`
}
