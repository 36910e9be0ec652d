/** What the page shows of one symbol. Times are Unix ms, prices quote units, ratios fractions. */

export type CandlePoint = readonly [timeMs: number, open: number, high: number, low: number, close: number]

export interface SignalMarker {
  readonly timeMs: number
  readonly signalId: string
  readonly action: string
  readonly confidence: number
  readonly outcome: string
  readonly reason: string
}

/** What a decision saw of the market; null: unknown, where the market has shown none of it. */
export interface MarketPoint {
  readonly timeMs: number
  /** ATR over the price. */
  readonly atrRatio: number | null
  readonly regime: string | null
  readonly divergenceRatio: number | null
  readonly fundingRatio: number | null
}

export interface PositionTrace {
  readonly positionId: string
  readonly signalId: string
  readonly side: string
  readonly leverage: number
  readonly openedAtMs: number
  readonly closedAtMs: number | null
  readonly entryPrice: number
  readonly exitPrice: number | null
  readonly exitCause: string | null
  readonly pnl: number | null
  /** The stop and how it moved. */
  readonly stops: readonly (readonly [timeMs: number, price: number])[]
  readonly targets: readonly number[]
  readonly liquidationPrice: number | null
}

export interface SymbolView {
  readonly symbol: string
  readonly candleMs: number
  readonly candles: readonly CandlePoint[]
  readonly signals: readonly SignalMarker[]
  readonly market: readonly MarketPoint[]
  readonly positions: readonly PositionTrace[]
}

export interface SymbolRow {
  readonly symbol: string
  readonly price: number
  readonly intents: number
  readonly positions: number
  /** Closed positions, net, quote units. */
  readonly pnl: number
  readonly isOpen: boolean
}
