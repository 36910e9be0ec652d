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

export type CountsByCode = Readonly<Partial<Record<AskFailureCode, number>>>

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
  /** Answers that could not be used, by code; of them, where the fallback spoke, and what was put into dead.letter. */
  readonly failures: CountsByCode
  readonly fallbacksByCode: CountsByCode
  readonly lettersByCode: CountsByCode
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
    fallbacksByCode: {},
    lettersByCode: {},
    lastFailure: null,
    lastSignalMs: null,
  }

  look(): BridgeCounts {
    return this.counts
  }

  count(what: 'asked' | 'unreadableTicks' | 'skippedIntervals', by = 1): void {
    this.counts = { ...this.counts, [what]: this.counts[what] + by }
  }

  /** The engine has given a signal. */
  answered(nowMs: number): void {
    this.counts = { ...this.counts, answered: this.counts.answered + 1, lastSignalMs: nowMs }
  }

  /** The fallback has given a signal because the engine failed. */
  fellBack(code: AskFailureCode, nowMs: number): void {
    const { fallbacks, fallbacksByCode } = this.counts
    this.counts = {
      ...this.counts,
      fallbacks: fallbacks + 1,
      fallbacksByCode: withOneMore(fallbacksByCode, code),
      lastSignalMs: nowMs,
    }
  }

  /** Something was put into dead.letter. */
  letter(code: AskFailureCode): void {
    const { letters, lettersByCode } = this.counts
    this.counts = { ...this.counts, letters: letters + 1, lettersByCode: withOneMore(lettersByCode, code) }
  }

  failed({ code, message }: AskFailure, { symbol }: Interval, nowMs: number): void {
    this.counts = {
      ...this.counts,
      failures: withOneMore(this.counts.failures, code),
      lastFailure: { code, message, symbol, timeMs: nowMs },
    }
  }
}

function withOneMore(counts: CountsByCode, code: AskFailureCode): CountsByCode {
  return { ...counts, [code]: (counts[code] ?? 0) + 1 }
}
