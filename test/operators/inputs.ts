/** Records as operators see them. */
import type { AiSignal, MarketTick } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import type { Topic } from '../../src/topology/topic.ts'
import type { Input } from '../../src/topology/topology.ts'

/** Wraps a value as a record of a topic, at its own event time unless the rest says otherwise. */
export function input<V>(topic: Topic<V>, value: V, rest: Partial<Input<V>> = {}): Input<V> {
  return {
    topic: topic.name,
    partition: 0,
    offset: 0,
    key: topic.keyOf(value),
    timestamp: topic.timeOf(value),
    traceId: null,
    value,
    ...rest,
  }
}

/** A tick of the traded market of A. */
export function tick(time: number, price: number, rest: Partial<MarketTick> = {}): MarketTick {
  return {
    symbol: 'A',
    event_time: time,
    exchange: 'test',
    market: 'A-PERP',
    role: 'TRADED',
    price,
    volume: 1,
    ingest_time: time,
    ...rest,
  }
}

/** The same as a record. */
export function tickInput(time: number, price: number, rest: Partial<MarketTick> = {}): Input<MarketTick> {
  return input(topics.marketTick, tick(time, price, rest))
}

/** A confident BUY of A. */
export function signal(time: number, rest: Partial<AiSignal> = {}): AiSignal {
  return {
    symbol: 'A',
    event_time: time,
    signal_id: `s${time}`,
    action: 'BUY',
    confidence: 0.8,
    timeframe: '5m',
    model: 'test',
    ...rest,
  }
}

/** The same as a record. */
export function signalInput(time: number, rest: Partial<AiSignal> = {}): Input<AiSignal> {
  return input(topics.aiSignal, signal(time, rest))
}
