/** The market of every symbol: candles, the last price, and what decisions saw of it. Bounded for each symbol. */
import type { FundingRate, MarketTick, SignalDecision } from '../../records/generated.ts'
import type { CandlePoint, MarketPoint, SignalMarker } from '../protocol/symbol.ts'
import { Ring } from './ring.ts'

export const CANDLE_MS = 300_000
const KEPT_CANDLES = 600
const KEPT_DECISIONS = 600
/** A price younger than this takes part in the divergence, ms (FORMULAS, Market enrichment). */
const FRESH_MS = 60_000

interface Market {
  price: number
  lastTickMs: number
  /** [time, open, high, low, close], the newest still growing. */
  readonly candles: Ring<[number, number, number, number, number]>
  readonly signals: Ring<SignalMarker>
  readonly points: Ring<MarketPoint>
  /** Event time of the newest tick of each of its markets, ms. */
  readonly ticksMs: Map<string, number>
  hasFunding: boolean
}

export class MarketView {
  private readonly markets = new Map<string, Market>()

  seeTick({ symbol, role, price, mark_price, event_time, exchange, market: name }: MarketTick): void {
    const market = this.market(symbol)
    market.ticksMs.set(`${exchange} ${name}`, event_time)
    if (role !== 'TRADED') return
    market.price = mark_price ?? price
    market.lastTickMs = Math.max(market.lastTickMs, event_time)
    const timeMs = Math.floor(event_time / CANDLE_MS) * CANDLE_MS
    const candle = market.candles.all.at(-1)
    if (candle === undefined || candle[0] < timeMs) market.candles.push([timeMs, price, price, price, price])
    else if (candle[0] === timeMs) {
      candle[2] = Math.max(candle[2], price)
      candle[3] = Math.min(candle[3], price)
      candle[4] = price
    }
  }

  seeFunding({ symbol }: FundingRate): void {
    this.market(symbol).hasFunding = true
  }

  seeDecision(decision: SignalDecision): void {
    const { symbol, event_time: timeMs, signal_id: signalId, action, confidence, outcome, reason } = decision
    const { signals, points, ticksMs, hasFunding } = this.market(symbol)
    const isMeasured = [...ticksMs.values()].filter((tickMs) => timeMs - tickMs < FRESH_MS).length > 1
    if (action === 'BUY' || action === 'SELL' || action === 'CLOSE')
      signals.push({ timeMs, signalId, action, confidence, outcome, reason })
    points.push({
      timeMs,
      atrRatio: decision.atr_value ?? null,
      regime: decision.regime ?? null,
      divergenceRatio: known(decision.exchange_divergence, isMeasured),
      fundingRatio: known(decision.funding_rate, hasFunding),
    })
  }

  /** Symbols with a price, sorted. */
  get symbols(): readonly string[] {
    return [...this.markets].flatMap(([symbol, { price }]) => (price > 0 ? [symbol] : [])).sort()
  }

  /** Event time of its last tick; 0 before the first. */
  lastTickMs(symbol: string): number {
    return this.markets.get(symbol)?.lastTickMs ?? 0
  }

  priceOf(symbol: string): number | null {
    const price = this.markets.get(symbol)?.price ?? 0
    return price > 0 ? price : null
  }

  /** Null where the symbol never traded. */
  of(symbol: string): {
    readonly candles: readonly CandlePoint[]
    readonly signals: readonly SignalMarker[]
    readonly market: readonly MarketPoint[]
  } | null {
    const market = this.markets.get(symbol)
    if (market === undefined || market.price <= 0) return null
    return { candles: market.candles.all, signals: market.signals.all, market: market.points.all }
  }

  private market(symbol: string): Market {
    let market = this.markets.get(symbol)
    if (market === undefined) {
      market = {
        price: 0,
        lastTickMs: 0,
        candles: new Ring(KEPT_CANDLES),
        signals: new Ring(KEPT_DECISIONS),
        points: new Ring(KEPT_DECISIONS),
        ticksMs: new Map(),
        hasFunding: false,
      }
      this.markets.set(symbol, market)
    }
    return market
  }
}

/** A decision counts with 0 where nothing is known. Null: such a 0. */
function known(ratio: number | null | undefined, isKnown: boolean): number | null {
  return ratio == null || (ratio === 0 && !isKnown) ? null : ratio
}
