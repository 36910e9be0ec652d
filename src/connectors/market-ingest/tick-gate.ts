/** Decides which readings become ticks: only those that are sound, and only when the market itself has moved. */
import type { Reading } from './reading.ts'

/** Why a reading did not become a tick. The first three are no fault: nothing new was said. */
export type Refusal =
  | 'BASELINE'
  | 'UNMOVED'
  | 'KNOWN'
  | 'BAD_PRICE'
  | 'BAD_TIME'
  | 'CROSSED_BOOK'
  | 'FUTURE_TIME'
  | 'TIME_BACKWARDS'
  | 'PRICE_JUMP'

/** What the gate remembers of one market. */
export interface GateState {
  /** The latest reading that was believed. */
  readonly last: Reading
  /** A price too far from the last one, that waits for a second trade to confirm it. */
  readonly suspect: Reading | null
}

export interface GateLimits {
  /** Largest move between two readings that is believed at once, fraction of the price. */
  readonly maxJumpRatio: number
  /** After so long without a reading any price is believed, ms. */
  readonly jumpWindowMs: number
  /** How far ahead of the exchange's clock a reading may be, ms: one from the future would make all others late. */
  readonly maxAheadMs: number
}

export const DEFAULT_GATE_LIMITS: GateLimits = { maxJumpRatio: 0.2, jumpWindowMs: 60_000, maxAheadMs: 5_000 }

export type Judged =
  | { readonly kind: 'moved'; readonly state: GateState /** Base units since the last one. */; readonly volume: number }
  | { readonly kind: 'refused'; readonly state: GateState | undefined; readonly refusal: Refusal }

/**
 * Judges one reading. A reading counts as moved when the venue's own data says that trading went on: another last trade,
 * or, where the venue names no trades, another price, bid or ask, or more volume. Timestamps prove nothing, so a feed
 * that repeats itself under fresh ones gives no ticks, the last tick grows old, and the dataflow refuses new signals
 * with STALE_MARKET. The first reading is only what later ones are compared with: nobody knows how old its trade is.
 *
 * @param exchangeTimeMs the exchange's clock now, Unix ms
 */
export function judgeReading(
  state: GateState | undefined,
  reading: Reading,
  exchangeTimeMs: number,
  limits: GateLimits = DEFAULT_GATE_LIMITS,
): Judged {
  const refuse = (refusal: Refusal, next = state): Judged => ({ kind: 'refused', state: next, refusal })
  const unsound = unsoundness(reading, exchangeTimeMs, limits)
  if (unsound !== null) return refuse(unsound)
  if (state === undefined) return refuse('BASELINE', { last: reading, suspect: null })
  const { last, suspect } = state
  if (reading.eventTime < last.eventTime) return refuse('TIME_BACKWARDS')
  if (!hasMoved(last, reading)) return refuse('UNMOVED')
  const isJump = isFar(last, reading, limits.maxJumpRatio) && reading.eventTime - last.eventTime <= limits.jumpWindowMs
  const isConfirmed = suspect !== null && hasMoved(suspect, reading) && !isFar(suspect, reading, limits.maxJumpRatio)
  if (isJump && !isConfirmed) return refuse('PRICE_JUMP', { last, suspect: reading })
  return { kind: 'moved', state: { last: reading, suspect: null }, volume: volumeBetween(last, reading) }
}

function unsoundness(reading: Reading, exchangeTimeMs: number, { maxAheadMs }: GateLimits): Refusal | null {
  const { eventTime, price, bid, ask } = reading
  if (!isPositive(price)) return 'BAD_PRICE'
  if (!isPositive(eventTime)) return 'BAD_TIME'
  // An exchange shows an empty side of the book as 0; below that, or not a number, is a broken feed.
  if ((bid !== null && !(bid >= 0)) || (ask !== null && !(ask >= 0))) return 'BAD_PRICE'
  if (bid !== null && ask !== null && ask > 0 && bid > ask) return 'CROSSED_BOOK'
  return eventTime > exchangeTimeMs + maxAheadMs ? 'FUTURE_TIME' : null
}

function hasMoved(before: Reading, now: Reading): boolean {
  if (before.lastTradeId !== null && now.lastTradeId !== null) return before.lastTradeId !== now.lastTradeId
  const isTradedMore = (now.volume24h ?? 0) > (before.volume24h ?? 0)
  return isTradedMore || now.price !== before.price || now.bid !== before.bid || now.ask !== before.ask
}

function isFar(from: Reading, to: Reading, ratio: number): boolean {
  return Math.abs(to.price / from.price - 1) > ratio
}

/** The window rolls: what left it hides part of what came, so this is at least 0 and at most what was traded. */
function volumeBetween(before: Reading, now: Reading): number {
  const difference = (now.volume24h ?? 0) - (before.volume24h ?? 0)
  return Number.isFinite(difference) && before.volume24h !== null ? Math.max(0, difference) : 0
}

function isPositive(figure: number): boolean {
  return Number.isFinite(figure) && figure > 0
}
