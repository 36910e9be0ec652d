/** The built-in engine as it is served: candles of many markets in bounded memory, and the ensemble's advice on them. */

import {
  type CandleSeries,
  NO_CANDLES,
  type PricePoint,
  withClosedCandles,
  withPrice,
} from '../../domain/baseline/candle-series.ts'
import { BASELINE_MODEL } from '../../domain/baseline/model.ts'
import { BASELINE_CANDLES, type BaselineParams, ensemble } from '../../domain/baseline.ts'
import { type Candle, timeframeMs } from '../../domain/candle.ts'
import type { EngineHealth, SignalAnswer } from './contract.ts'
import { probeModel } from './probe.ts'
import { EngineRefusal } from './refusal.ts'

/** Candles after which a market that was not fed is forgotten when room is needed: by then they would not count. */
const FORGOTTEN_AFTER_CANDLES = 4
/** Warm markets that the health answer names; the counts are of all. */
const NAMED_MARKETS = 100

export interface EngineOptions {
  readonly params: BaselineParams
  /** Markets (symbol and timeframe) kept at once. */
  readonly maxMarkets: number
  /** When the engine was started, Unix time in ms. */
  readonly startedMs: number
}

/** Which market is asked about. */
export interface Market {
  readonly symbol: string
  /** For example 5m. */
  readonly timeframe: string
}

interface Fed {
  readonly series: CandleSeries
  readonly timeframeMs: number
  /** Wall clock of the last price or candle, ms. */
  readonly fedMs: number
}

/** Has no clock: every call says what time it is. */
export class BuiltInEngine {
  private readonly options: EngineOptions
  /** By `<symbol>/<timeframe>`, the one that was fed longest ago first. */
  private readonly markets = new Map<string, Fed>()
  private signals = 0
  private lastSignalMs: number | null = null

  constructor(options: EngineOptions) {
    this.options = options
  }

  /** Takes closed candles and a price, and answers what the models make of the candles that were closed at its time. */
  ask(market: Market, point: PricePoint, candles: readonly Candle[], nowMs: number): SignalAnswer {
    const series = this.warm(market, candles, nowMs)
    const frameMs = timeframeMs(market.timeframe)
    const fed = withPrice(series, point, frameMs)
    this.keep(market, fed, nowMs)
    this.signals += 1
    this.lastSignalMs = nowMs
    // A question that comes late must not be answered with what came after it.
    const closed = fed.closed.filter(({ openTime }) => openTime + frameMs <= point.timeMs)
    const last = closed.at(-1)
    return {
      symbol: market.symbol,
      timeframe: market.timeframe,
      ...this.advice(closed),
      ...BASELINE_MODEL,
      candles: closed.length,
      candles_needed: BASELINE_CANDLES,
      candle_end: last === undefined ? null : last.openTime + frameMs,
      reference_price: last?.close ?? point.price,
      event_time: point.timeMs,
      price_taken: fed !== series,
    }
  }

  /** Takes closed candles, such as history at the start. Throws an EngineRefusal where there is no room for the market. */
  warm(market: Market, candles: readonly Candle[], nowMs: number): CandleSeries {
    const known = this.markets.get(nameOf(market))
    if (known === undefined) this.makeRoom(nowMs)
    const before = known?.series ?? NO_CANDLES
    const series = candles.length === 0 ? before : withClosedCandles(before, candles, timeframeMs(market.timeframe))
    this.keep(market, series, nowMs)
    return series
  }

  /** Where the engine stands. `isListening` comes from the server, the rest is worked out here and now. */
  health(isListening: boolean, nowMs: number): EngineHealth {
    const warm = [...this.markets].filter(([, { series }]) => series.closed.length >= BASELINE_CANDLES)
    const problem = isListening ? probeModel(this.options.params) : 'the server does not listen any more'
    return {
      running: problem === null,
      problem,
      status: problem !== null ? 'FAILED' : warm.length > 0 ? 'READY' : 'WARMING_UP',
      ...BASELINE_MODEL,
      candles_needed: BASELINE_CANDLES,
      markets: this.markets.size,
      markets_limit: this.options.maxMarkets,
      markets_warm: warm.length,
      warm: warm.slice(0, NAMED_MARKETS).map(([name]) => name),
      signals: this.signals,
      last_signal_time: this.lastSignalMs,
      uptime_ms: nowMs - this.options.startedMs,
    }
  }

  private advice(closed: readonly Candle[]): Pick<SignalAnswer, 'action' | 'confidence' | 'reason' | 'detail'> {
    const { action, confidence, reason } = ensemble(closed, this.options.params)
    if (closed.length < BASELINE_CANDLES) return { action, confidence, reason: 'WARMING_UP', detail: reason }
    return { action, confidence, reason, detail: null }
  }

  private keep(market: Market, series: CandleSeries, nowMs: number): void {
    const name = nameOf(market)
    this.markets.delete(name)
    this.markets.set(name, { series, timeframeMs: timeframeMs(market.timeframe), fedMs: nowMs })
  }

  /** Forgets markets that would start anew anyway; one that is still fed is never pushed out by another. */
  private makeRoom(nowMs: number): void {
    const { maxMarkets } = this.options
    if (this.markets.size < maxMarkets) return
    for (const [name, { fedMs, timeframeMs: frameMs }] of this.markets) {
      if (nowMs - fedMs > FORGOTTEN_AFTER_CANDLES * frameMs) this.markets.delete(name)
    }
    if (this.markets.size >= maxMarkets) {
      throw new EngineRefusal(
        429,
        'TOO_MANY_MARKETS',
        `this engine keeps ${maxMarkets} markets and all of them are in use: ask about one of them, or start it with a larger --max-markets`,
      )
    }
  }
}

function nameOf({ symbol, timeframe }: Market): string {
  return `${symbol}/${timeframe}`
}
