/** Signals and the story of one. Times are Unix ms, ratios fractions. */

export interface SignalRow {
  readonly signalId: string
  readonly symbol: string
  readonly timeMs: number
  readonly action: string
  readonly confidence: number
  readonly threshold: number
  readonly outcome: string
  readonly reason: string
  /** Where the list goes on behind this row. */
  readonly cursor: string
}

export interface SignalPage {
  readonly rows: readonly SignalRow[]
  /** Give it as `before` to get the rows behind; null at the end. */
  readonly next: string | null
  /** Decisions that are kept to be listed; older ones are found by their id. */
  readonly kept: number
  readonly reasons: readonly string[]
  readonly symbols: readonly string[]
}

/** One factor of the leverage: what it multiplies by, and the product so far. */
export interface LeverageStep {
  readonly label: string
  readonly factor: number | null
  readonly product: number
  readonly input: string
}

export interface Story {
  readonly kind: string
  readonly id: string
  readonly gist: string
  readonly sections: readonly { readonly title: string; readonly gist: string; readonly lines: readonly string[] }[]
  readonly leverage: {
    readonly steps: readonly LeverageStep[]
    readonly raw: number
    readonly whole: number
    readonly limitedBy: readonly string[]
  } | null
}
