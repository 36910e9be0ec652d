/** The bridge without Kafka: an interval goes in, and out comes a signal, a dead letter, or both. */
import { fallbackAdvice } from '../../domain/fallback-advice.ts'
import type { AiSignal, DeadLetter } from '../../records/generated.ts'
import { topics } from '../../topics.ts'
import type { SignalQuestion } from '../ai-engine/contract.ts'
import { AskFailure } from './ask-failure.ts'
import type { BridgeStats } from './bridge-stats.ts'
import type { GuardedEngine } from './guarded-engine.ts'
import type { Interval } from './questions.ts'
import type { EngineAnswer } from './read-answer.ts'

export interface BridgeOptions {
  readonly engine: GuardedEngine
  /** Candle length that is asked about, such as 5m. */
  readonly timeframe: string
  /** Intervals that ended longer ago are not asked about, ms; infinite for recordings. */
  readonly maxAgeMs: number
  /** Whether the fallback speaks where the engine does not. */
  readonly hasFallback: boolean
  /** True: only the four fields of the original contract are sent, without time and candles. */
  readonly isPlain: boolean
  readonly stats: BridgeStats
  /** Told how long the engine took, ms, for each answer that could be used. */
  onAnswered?(durationMs: number): void
  /** Wall clock, Unix time in ms. */
  now(): number
}

/** Where the tick stands that ended an interval. */
export interface TickPlace {
  readonly partition: number
  readonly offset: number
}

/** What becomes of an interval; neither of the two for one that was too old to ask about. */
export interface Outcome {
  readonly signal: AiSignal | null
  readonly letter: DeadLetter | null
}

/** Name of the model in signals of the fallback (schemas/ai.signal.avsc). */
const FALLBACK_MODEL = 'fallback'

export class AiBridge {
  private readonly options: BridgeOptions

  constructor(options: BridgeOptions) {
    this.options = options
  }

  /**
   * Asks about an interval, unless it is too old by now. Null when it was given up because of the signal: it has to be
   * asked again.
   */
  async answer(interval: Interval, place: TickPlace, signal: AbortSignal): Promise<Outcome | null> {
    const { engine, stats, now, maxAgeMs, onAnswered } = this.options
    const startMs = now()
    if (startMs - interval.endMs > maxAgeMs) {
      stats.count('skippedIntervals', interval.count)
      return { signal: null, letter: null }
    }
    stats.count('asked')
    try {
      const answer = await engine.ask(this.questionOf(interval), signal)
      const answeredMs = now()
      stats.answered(answeredMs)
      onAnswered?.(answeredMs - startMs)
      return { signal: this.signalOf(interval, answer, startMs), letter: null }
    } catch (error) {
      if (!(error instanceof AskFailure)) throw error
      if (error.code === 'STOPPED') return null
      stats.failed(error, interval, now())
      return this.without(interval, place, error, startMs)
    }
  }

  private questionOf({ symbol, tick, candles, volume }: Interval): SignalQuestion {
    const { timeframe, isPlain } = this.options
    const question = { symbol, price: tick.price, volume, timeframe }
    if (isPlain) return question
    const bodies = candles.map(({ openTime, ...rest }) => ({ open_time: openTime, ...rest }))
    return { ...question, event_time: tick.event_time, candles: bodies }
  }

  /** No usable answer: the fallback speaks; what the engine sent, or that nobody speaks, is put aside. */
  private without(interval: Interval, place: TickPlace, failure: AskFailure, startMs: number): Outcome {
    const { hasFallback, stats, now } = this.options
    const letter = failure.evidence === null && hasFallback ? null : this.letterOf(interval, place, failure)
    if (letter !== null) stats.letter(failure.code)
    if (!hasFallback) return { signal: null, letter }
    stats.fellBack(failure.code, now())
    const { action, confidence, reason } = fallbackAdvice(interval.tick.change_24h_pct ?? null)
    const said = `${failure.code}: ${failure.message}; ${reason}`
    const answer = { action, confidence, model: FALLBACK_MODEL, modelVersion: null, reason: said }
    return { signal: this.signalOf(interval, answer, startMs), letter }
  }

  private signalOf({ symbol, endMs, tick }: Interval, answer: EngineAnswer, startMs: number): AiSignal {
    const { timeframe, now } = this.options
    return {
      symbol,
      // As long after the tick as the engine took, on the tick's own clock: so recordings can be asked about too.
      event_time: tick.event_time + Math.max(1, now() - startMs),
      signal_id: `${symbol}-${timeframe}-${endMs}`,
      action: answer.action,
      confidence: answer.confidence,
      timeframe,
      model: answer.model,
      model_version: answer.modelVersion,
      reason: answer.reason,
      reference_price: tick.price,
      tick_time: tick.event_time,
    }
  }

  private letterOf({ symbol, endMs, tick }: Interval, place: TickPlace, failure: AskFailure): DeadLetter {
    const about = `${symbol} ${this.options.timeframe}, the interval that ended at ${new Date(endMs).toISOString()}`
    return {
      topic: topics.marketTick.name,
      event_time: tick.event_time,
      ...place,
      key: Buffer.from(symbol, 'utf8'),
      value: failure.evidence,
      topology: 'ai-bridge',
      error_code: failure.code,
      error: `${about}: ${failure.message}`,
    }
  }
}
