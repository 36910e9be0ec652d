/** A late tick as a dead letter: named, counted and kept, never just dropped. */
import type { DeadLetter } from '../records/generated.ts'
import type { Output } from '../topology/topology.ts'
import type { LateTick } from './to-candles.ts'

/** Maps late ticks to dead letters. `now` is stream time, ms. */
export function lateLetter(now: () => number): (late: LateTick) => Output<DeadLetter> {
  return ({ tick }) => ({
    traceId: null,
    value: {
      topic: tick.topic,
      event_time: now(),
      partition: tick.partition,
      offset: tick.offset,
      key: Buffer.from(tick.key, 'utf8'),
      error_code: 'LATE_TICK',
      error: `a tick of ${tick.value.market} at ${tick.timestamp} came after its candle had closed; it is in no candle`,
    },
  })
}
