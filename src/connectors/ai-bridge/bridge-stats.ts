/** What the bridge did so far: counts by reason, and the last thing that went wrong. */
import type { AskFailure, AskFailureCode } from './ask-failure.ts'
import type { Interval } from './questions.ts'

/** The last answer that could not be used. */
export interface LastFailure {
  readonly code: AskFailureCode
  readonly message: string
  readonly symbol: string
  /** Wall clock, Unix time in ms. */
  readonly timeMs: number
}

/** A look at the counts; numbers only grow. */
export interface BridgeCounts {
  /** Questions begun. */
  readonly asked: number
  /** Signals of the engine. */
  readonly answered: number
  /** Signals of the fallback. */
  readonly fallbacks: number
  /** Records put into dead.letter. */
  readonly letters: number
  /** Intervals that were too old to ask about. */
  readonly skippedIntervals: number
  /** Ticks that could not be read. */
  readonly unreadableTicks: number
  /** Answers that could not be used, by code. */
  readonly failures: Readonly<Partial<Record<AskFailureCode, number>>>
  readonly lastFailure: LastFailure | null
  /** Wall clock of the last signal, Unix time in ms. */
  readonly lastSignalMs: number | null
}

export class BridgeStats {
  private counts: BridgeCounts = {
    asked: 0,
    answered: 0,
    fallbacks: 0,
    letters: 0,
    skippedIntervals: 0,
    unreadableTicks: 0,
    failures: {},
    lastFailure: null,
    lastSignalMs: null,
  }

  look(): BridgeCounts {
    return this.counts
  }

  count(what: 'asked' | 'letters' | 'unreadableTicks' | 'skippedIntervals', by = 1): void {
    this.counts = { ...this.counts, [what]: this.counts[what] + by }
  }

  signal(from: 'answered' | 'fallbacks', nowMs: number): void {
    this.counts = { ...this.counts, [from]: this.counts[from] + 1, lastSignalMs: nowMs }
  }

  failed({ code, message }: AskFailure, { symbol }: Interval, nowMs: number): void {
    const { failures } = this.counts
    this.counts = {
      ...this.counts,
      failures: { ...failures, [code]: (failures[code] ?? 0) + 1 },
      lastFailure: { code, message, symbol, timeMs: nowMs },
    }
  }
}
