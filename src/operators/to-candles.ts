/** Ticks into candles: folds each tick of the traded market, closes a candle when its time is over. */
import { merge, type Observable, type OperatorFunction } from 'rxjs'
import { type Candle, foldTick, openTimeOf } from '../domain/candle.ts'
import type { MarketTick } from '../records/generated.ts'
import type { KeyValueStore } from '../topology/store.ts'
import type { Input } from '../topology/topology.ts'
import { bindStep } from './bind-step.ts'

/** A candle of a symbol that will not change any more. */
export interface ClosedCandle {
  readonly kind: 'closed'
  readonly symbol: string
  readonly candle: Candle
}

/** A tick that came after its candle had been closed; it changed nothing. */
export interface LateTick {
  readonly kind: 'late'
  readonly tick: Input<MarketTick>
}

/** The latest candle of a symbol. One that was closed stays, so that a late tick is told from a new candle. */
export interface LatestCandle extends Candle {
  readonly closed?: true
}

export interface ToCandlesOptions {
  /** The latest candle of each symbol, by `<symbol>/<timeframe>`. */
  readonly store: KeyValueStore<LatestCandle>
  /** As it stands in keys, for example 5m. */
  readonly timeframe: string
  readonly timeframeMs: number
  /** Event times that close candles of symbols that have gone quiet. */
  readonly punctuation: Observable<number>
}

/**
 * Folds ticks of TRADED markets into candles. A candle closes at the first punctuation at or after its end, or at the
 * first later tick, whichever comes first. Reference markets are passed over; late ticks are an output of their own.
 *
 * @example
 * const candles$ = tick.pipe(toCandles({ store: stores.open, timeframe: '5m', timeframeMs: 300_000, punctuation }))
 */
export function toCandles(options: ToCandlesOptions): OperatorFunction<Input<MarketTick>, ClosedCandle | LateTick> {
  const { store, timeframe, timeframeMs, punctuation } = options
  const suffix = `/${timeframe}`
  const keys = new Map<string, string>()
  const keyOf = (symbol: string): string => {
    let key = keys.get(symbol)
    if (key === undefined) {
      key = symbol + suffix
      keys.set(symbol, key)
    }
    return key
  }

  const onTick = (tick: Input<MarketTick>): readonly (ClosedCandle | LateTick)[] => {
    const { role, price, volume } = tick.value
    if (role !== 'TRADED') return NOTHING
    const key = keyOf(tick.key)
    const latest = store.get(key)
    const openTime = openTimeOf(tick.timestamp, timeframeMs)
    const isNext = latest === undefined || openTime > latest.openTime
    if (!isNext && (latest.closed || openTime < latest.openTime)) return [{ kind: 'late', tick }]
    store.set(key, foldTick(isNext ? undefined : latest, openTime, price, volume))
    return isNext && latest !== undefined && !latest.closed
      ? [{ kind: 'closed', symbol: tick.key, candle: latest }]
      : NOTHING
  }

  const onTime = (nowMs: number): readonly ClosedCandle[] => {
    const closed: ClosedCandle[] = []
    for (const key of store.keys()) {
      const candle = store.get(key)
      if (candle === undefined || candle.closed || candle.openTime + timeframeMs > nowMs || !key.endsWith(suffix))
        continue
      store.set(key, { ...candle, closed: true })
      closed.push({ kind: 'closed', symbol: key.slice(0, -suffix.length), candle })
    }
    return closed
  }

  return (source) =>
    merge(source, punctuation).pipe(
      bindStep('toCandles', (input) => (typeof input === 'number' ? onTime(input) : onTick(input))),
    )
}

const NOTHING: readonly never[] = []

/** Tells closed candles from late ticks, for `filter`. */
export function isClosed(event: ClosedCandle | LateTick): event is ClosedCandle {
  return event.kind === 'closed'
}

/** Tells late ticks from closed candles, for `filter`. */
export function isLate(event: ClosedCandle | LateTick): event is LateTick {
  return event.kind === 'late'
}
