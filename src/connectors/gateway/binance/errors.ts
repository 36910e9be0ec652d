/** What ccxt throws, read as what it says about the order: refused, not taken, or unknown. */
import { BaseError } from 'ccxt'
import type { Outcome } from '../order-venue.ts'

/** Thrown instead of signing when the lease is not alive: the process must stop. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** The exchange did not look at the request: rate limits, a clock that is off. */
const NOT_TAKEN_CODES: ReadonlySet<string> = new Set(['-1003', '-1015', '-1021'])
/** The exchange itself does not know what became of the request. */
const UNKNOWN_CODES: ReadonlySet<string> = new Set(['-1000', '-1001', '-1006', '-1007', '-1008'])
/** Wait after a request that was not taken, where the exchange does not say how long, ms. */
const RETRY_MS = 1_000

/**
 * Fails closed: what is not known to be a refusal or not taken is UNKNOWN. Lost leases are thrown on.
 *
 * @param retryAfterMs how long the answer asked to wait: whoever goes on after a 429 is banned for longer each time
 */
export function outcomeOf(error: unknown, retryAfterMs: number | null = null): Exclude<Outcome, { kind: 'ACCEPTED' }> {
  if (error instanceof LeaseLost || !(error instanceof BaseError)) throw error
  const text = withoutAddress(error.message)
  const code = codeOf(error)
  if (/ (418|429) /.test(text) || (code !== undefined && NOT_TAKEN_CODES.has(code))) {
    return { kind: 'NOT_TAKEN', text, retryAfterMs: Math.max(RETRY_MS, retryAfterMs ?? 0) }
  }
  if (code === undefined || UNKNOWN_CODES.has(code)) return { kind: 'UNKNOWN', text }
  return { kind: 'REJECTED', code, text }
}

/** Binance's error code in ccxt's message. */
export function codeOf(error: Error): string | undefined {
  return /"code":\s*"?(-\d+)/.exec(error.message)?.[1]
}

/** The message without addresses, which carry signatures. */
export function withoutAddress(message: string): string {
  return message.replace(/https?:\/\/\S+/g, '<address>').replace(/(signature|timestamp)=\S+/g, '$1=…')
}
