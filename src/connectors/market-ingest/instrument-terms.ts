/** The terms of a market as its exchange tells them through ccxt. */
import type { LeverageTier } from 'ccxt'
import { decimal, text as plain } from '../../domain/decimal.ts'
import type { Bracket, Instrument, InstrumentStatus } from '../../records/generated.ts'
import type { Listing } from './wanted-markets.ts'

/** What an exchange's own words for a market's state mean here; every other word but these is SUSPENDED. */
const TRADING = ['TRADING', 'Trading', 'live']
const ENDED = [
  'SETTLING',
  'CLOSE',
  'CLOSED',
  'DELIVERING',
  'DELIVERED',
  'PRE_DELIVERING',
  'PRE_SETTLE',
  'Delivering',
  'Closed',
]

/** Cautious for any market: an exchange allows at least this on the thinnest of its perpetuals. */
const CAUTIOUS_BRACKETS: readonly Bracket[] = [
  { notional_cap: '25000', max_leverage: 20, maintenance_ratio: 0.025 },
  { notional_cap: '100000', max_leverage: 10, maintenance_ratio: 0.05 },
  { notional_cap: '250000', max_leverage: 5, maintenance_ratio: 0.1 },
  { notional_cap: '1000000', max_leverage: 2, maintenance_ratio: 0.25 },
]

export interface TermsOf {
  readonly exchange: string
  readonly symbol: string
  readonly market: Listing
  /** Leverage brackets, caps in quote units; empty where the exchange tells nobody, or key holders only. */
  readonly tiers: readonly LeverageTier[]
  /** Unix ms. */
  readonly eventTime: number
}

/** The instrument record of a market. */
export function instrumentOf({ exchange, symbol, market, tiers, eventTime }: TermsOf): Instrument {
  const told = tiers.map(bracketOf).filter((bracket) => bracket !== null)
  const brackets = told.length > 0 ? told : CAUTIOUS_BRACKETS
  const contractSize = text(market.contractSize, '1')
  // Exchanges that count contracts mean contracts in their limits too.
  const units = (figure: number | undefined | null, otherwise: string) =>
    isPositive(figure) ? plain(decimal(figure).times(contractSize)) : otherwise
  const step = units(market.precision.amount, contractSize)
  return {
    symbol,
    event_time: eventTime,
    exchange,
    market: market.id ?? symbol,
    status: statusOf(market),
    quote: market.quote,
    contract_size: contractSize,
    tick_size: text(market.precision.price, '1'),
    step_size: step,
    min_quantity: units(market.limits.amount?.min, step),
    min_notional: text(market.limits.cost?.min, '5'),
    max_leverage: brackets[0]?.max_leverage ?? 1,
    brackets,
    maker_fee_bps: (market.maker ?? 0.0002) * 10_000,
    taker_fee_bps: (market.taker ?? 0.0005) * 10_000,
    terms_source:
      told.length > 0
        ? `${exchange} through ccxt`
        : `${exchange} through ccxt; brackets cautiously assumed, the exchange tells none without keys`,
  }
}

function statusOf(market: Listing): InstrumentStatus {
  const info: unknown = market.info
  const word: unknown =
    typeof info === 'object' && info !== null ? (Reflect.get(info, 'status') ?? Reflect.get(info, 'state')) : undefined
  if (typeof word === 'string' && ENDED.includes(word)) return 'DELISTED'
  if (typeof word === 'string' && !TRADING.includes(word)) return 'SUSPENDED'
  return market.active === false ? 'SUSPENDED' : 'TRADING'
}

function bracketOf({ maxNotional, maxLeverage, maintenanceMarginRate }: LeverageTier): Bracket | null {
  if (maxNotional === undefined || maxLeverage === undefined || maintenanceMarginRate === undefined) return null
  const leverage = Math.trunc(maxLeverage)
  return leverage >= 1
    ? { notional_cap: text(maxNotional, '1'), max_leverage: leverage, maintenance_ratio: maintenanceMarginRate }
    : null
}

/** A figure as decimal text. */
function text(figure: number | undefined | null, otherwise: string): string {
  return isPositive(figure) ? plain(figure) : otherwise
}

function isPositive(figure: number | undefined | null): figure is number {
  return figure !== undefined && figure !== null && Number.isFinite(figure) && figure > 0
}
