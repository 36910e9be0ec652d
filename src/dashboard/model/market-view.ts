/** The market of every symbol: candles, the last price, and what decisions saw of it. Bounded for each symbol. */
import type { MarketTick, SignalDecision } from '../../records/generated.ts'
import type { CandlePoint, MarketPoint, SignalMarker } from '../protocol/symbol.ts'
import { Ring } from './ring.ts'

export const CANDLE_MS = 300_000
const KEPT_CANDLES = 600
const KEPT_DECISIONS = 600

interface Market {
  price: number
  lastTickMs: number
  /** [time, open, high, low, close], the newest still growing. */
  readonly candles: Ring<[number, number, number, number, number]>
  readonly signals: Ring<SignalMarker>
  readonly points: Ring<MarketPoint>
}

export class MarketView {
  private readonly markets = new Map<string, Market>()

  seeTick({ symbol, role, price, mark_price, event_time }: MarketTick): void {
    if (role !== 'TRADED') return
    const market = this.market(symbol)
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

  seeDecision(decision: SignalDecision): void {
    const { symbol, event_time: timeMs, signal_id: signalId, action, confidence, outcome, reason } = decision
    const { signals, points } = this.market(symbol)
    if (action === 'BUY' || action === 'SELL' || action === 'CLOSE')
      signals.push({ timeMs, signalId, action, confidence, outcome, reason })
    points.push({
      timeMs,
      atrRatio: decision.atr_value ?? null,
      regime: decision.regime ?? null,
      divergenceRatio: decision.exchange_divergence ?? null,
      fundingRatio: decision.funding_rate ?? null,
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
    if (market === undefined) return null
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
      }
      this.markets.set(symbol, market)
    }
    return market
  }
}
