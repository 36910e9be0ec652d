/** An engine behind its guards: a deadline, retries with backoff, a circuit breaker, and so many questions at a time. */
import {
  BrokenCircuitError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import type { SignalQuestion } from '../ai-engine/contract.ts'
import { askEngine } from './ask-engine.ts'
import { AskFailure } from './ask-failure.ts'
import type { EngineAnswer } from './read-answer.ts'

/** How patient the bridge is. */
export interface EngineGuards {
  /** Time for one exchange, ms. */
  readonly timeoutMs: number
  /** Time for a question with all its tries and waits, ms: later answers are worth nothing. */
  readonly deadlineMs: number
  /** Tries after the first. */
  readonly retries: number
  /** Wait before the second try, ms; it doubles, with jitter, up to ten times as much. */
  readonly backoffMs: number
  /** Questions that may be with the engine at once. */
  readonly concurrency: number
  /** Failures in a row after which the engine is left alone. */
  readonly breakAfter: number
  /** How long it is left alone before one question tries it again, ms. */
  readonly openMs: number
}

export const DEFAULT_GUARDS: EngineGuards = {
  timeoutMs: 3_000,
  deadlineMs: 10_000,
  retries: 2,
  backoffMs: 200,
  concurrency: 8,
  breakAfter: 5,
  openMs: 10_000,
}

export interface GuardedEngine {
  /** Asks. Throws an AskFailure, and nothing else. */
  ask(question: SignalQuestion, signal: AbortSignal): Promise<EngineAnswer>
  /** True while the engine is left alone. */
  readonly isOpen: boolean
}

/**
 * Puts the guards around an engine.
 *
 * @param onCircuit told when the engine is left alone (true) and when it is trusted again (false)
 */
export function guardedEngine(url: string, guards: EngineGuards, onCircuit: (isOpen: boolean) => void): GuardedEngine {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof AskFailure && error.countsAgainst),
    { halfOpenAfter: guards.openMs, breaker: new ConsecutiveBreaker(guards.breakAfter) },
  )
  breaker.onBreak(() => onCircuit(true))
  breaker.onReset(() => onCircuit(false))
  const policy = wrap(
    timeout(guards.deadlineMs, TimeoutStrategy.Aggressive),
    retry(
      handleWhen((error) => error instanceof AskFailure && error.isRetried),
      {
        maxAttempts: guards.retries,
        backoff: new ExponentialBackoff({ initialDelay: guards.backoffMs, maxDelay: 10 * guards.backoffMs }),
      },
    ),
    breaker,
    bulkhead(guards.concurrency, Number.POSITIVE_INFINITY),
  )
  return {
    get isOpen() {
      return breaker.state === CircuitState.Open
    },
    async ask(question, signal) {
      let last: AskFailure | null = null
      const attempt = async (context: { readonly signal: AbortSignal }) => {
        try {
          return await askEngine(question, { url, timeoutMs: guards.timeoutMs, signal: context.signal })
        } catch (error) {
          if (error instanceof AskFailure && error.code !== 'STOPPED') last = error
          throw error
        }
      }
      // The guards hang listeners onto the signal they get and leave them there: give each question one of its own.
      const own = new AbortController()
      const stop = () => own.abort()
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      try {
        return await policy.execute(attempt, own.signal)
      } catch (error) {
        throw asFailure(error, guards, signal, last)
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
  }
}

function asFailure(error: unknown, guards: EngineGuards, signal: AbortSignal, last: AskFailure | null): AskFailure {
  if (signal.aborted) return new AskFailure('STOPPED', 'the question was given up')
  const before = last === null ? '' : `; before it: ${last.message}`
  if (error instanceof TaskCancelledError || (error instanceof AskFailure && error.code === 'STOPPED')) {
    return new AskFailure('TIMEOUT', `no answer within ${guards.deadlineMs} ms, retries included${before}`)
  }
  if (error instanceof BrokenCircuitError) {
    // A question whose own failures opened the circuit tells those, the next ones tell the circuit.
    return (
      last ?? new AskFailure('CIRCUIT_OPEN', `the engine failed ${guards.breakAfter} times in a row and is left alone`)
    )
  }
  if (error instanceof AskFailure) return error
  throw error
}
