/** The open one-minute candle of a symbol, and its last two instants with a price. */
import { MINUTE_MS } from './market.mjs'

/** A symbol that has had no tick. `startMs` is null while no candle is open. */
export const NO_CANDLE = {
  startMs: null,
  endedMs: 0,
  high: 0,
  low: 0,
  close: 0,
  lastMs: 0,
  last: 0,
  priorMs: 0,
  prior: 0,
}

/** Whether the open candle has ended when a record of its symbol comes at a time. */
export const hasEnded = ({ startMs }, timeMs) => startMs !== null && startMs + MINUTE_MS <= timeMs

/** The symbol after its candle was closed; ticks before its end are late from now on. */
export const closed = (candle) => ({ ...candle, startMs: null, endedMs: candle.startMs + MINUTE_MS })

/** Whether the minute of a tick is closed already. */
export const isLate = ({ startMs, endedMs }, timeMs) => timeMs < (startMs ?? endedMs)

/** The candle with one tick more. A tick opens one where none is open. */
export function withTick({ startMs, endedMs, high, low, lastMs, last, priorMs, prior }, timeMs, price) {
  const moved = timeMs > lastMs
  return {
    startMs: startMs ?? timeMs - (timeMs % MINUTE_MS),
    endedMs,
    high: startMs === null ? price : Math.max(high, price),
    low: startMs === null ? price : Math.min(low, price),
    close: price,
    lastMs: moved ? timeMs : lastMs,
    last: price,
    priorMs: moved ? lastMs : priorMs,
    prior: moved ? last : prior,
  }
}

/** The last price strictly before a time, and when it was: the result does not depend on how ties are read. */
export function priceBefore({ lastMs, last, priorMs, prior }, timeMs) {
  return lastMs < timeMs ? { price: last, atMs: lastMs } : { price: prior, atMs: priorMs }
}
