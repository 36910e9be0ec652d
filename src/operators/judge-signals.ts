/** Signals against later prices: judges every directional signal once its horizon has passed. */
import { merge, type Observable } from 'rxjs'
import { judge, type PendingSignal, pendingOf } from '../domain/market/outcome.ts'
import { type Quotes, strictlyBefore, updateQuotes } from '../domain/market/quotes.ts'
import type { AiSignal, MarketTick, SignalOutcome } from '../records/generated.ts'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input, Output } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'

export interface JudgeSignalsOptions {
  readonly stores: {
    readonly quotes: KeyValueStore<Quotes>
    /** Signals of each symbol that wait for their horizon, oldest first. */
    readonly pending: KeyValueStore<readonly PendingSignal[]>
  }
  readonly horizonMs: number
  /** A signal on a price older than this is not judged, nor at a price this late after its horizon, ms. */
  readonly maxMarketAgeMs: number
  /** Stream time, ms. */
  now(): number
}

/** Emits one outcome for each BUY and SELL signal that had a market when it came and after its horizon. */
export function judgeSignals(
  tick$: Observable<Input<MarketTick>>,
  signal$: Observable<Input<AiSignal>>,
  { stores, horizonMs, maxMarketAgeMs, now }: JudgeSignalsOptions,
): Observable<Output<SignalOutcome>> {
  const onTick = ({ key, value, timestamp }: Input<MarketTick>): readonly Output<SignalOutcome>[] => {
    if (value.role !== 'TRADED') return NOTHING
    const waiting = stores.pending.get(key)
    stores.quotes.set(key, updateQuotes(stores.quotes.get(key), value, timestamp)[0])
    if (waiting?.[0] === undefined || waiting[0].time + horizonMs > timestamp) return NOTHING
    const due = waiting.filter(({ time }) => time + horizonMs <= timestamp)
    const rest = waiting.filter(({ time }) => time + horizonMs > timestamp)
    if (rest.length === 0) stores.pending.delete(key)
    else stores.pending.set(key, rest)
    return due
      .filter(({ time }) => timestamp - time - horizonMs <= maxMarketAgeMs)
      .map((pending) => ({ value: judge(pending, key, value.price, now(), horizonMs), traceId: pending.signalId }))
  }

  const onSignal = ({ key, value: signal }: Input<AiSignal>): readonly never[] => {
    const quote = stores.quotes.get(key)?.[0]
    const market = quote === undefined ? null : strictlyBefore(quote, signal.event_time)
    if (market === null || signal.event_time - market.time > maxMarketAgeMs) return NOTHING
    const pending = pendingOf(signal, market.price)
    if (pending !== null) stores.pending.set(key, [...(stores.pending.get(key) ?? []), pending])
    return NOTHING
  }

  return merge(tick$, signal$).pipe(
    bindStep('judgeSignals', (input) => (isTick(input) ? onTick(input) : onSignal(input))),
  )
}

function isTick(input: Input<MarketTick> | Input<AiSignal>): input is Input<MarketTick> {
  return 'price' in input.value
}

const NOTHING: readonly never[] = []
