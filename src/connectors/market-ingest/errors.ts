/** What can go wrong with an ingest that no patience mends, and how long to leave an exchange alone that refuses us. */
import { DDoSProtection, type Exchange, OperationFailed, RateLimitExceeded } from 'ccxt'

export type IngestErrorCode = 'UNKNOWN_EXCHANGE' | 'UNKNOWN_SYMBOL' | 'BAD_OPTION'

/** The ingest cannot start as it was told to; the message says what to change. */
export class IngestError extends Error {
  override readonly name = 'IngestError'
  readonly code: IngestErrorCode

  constructor(code: IngestErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** A socket that is open but tells nothing new. */
export class FeedSilent extends Error {
  override readonly name = 'FeedSilent'

  constructor(silentAfterMs: number) {
    super(`nothing new for ${silentAfterMs} ms on a socket that is open`)
  }
}

/** Pause that the exchange asked for with its refusal (429, 418), ms; null where it asked for none. */
export function retryAfterMs(client: Exchange, error: unknown): number | null {
  if (!(error instanceof RateLimitExceeded || error instanceof DDoSProtection)) return null
  const headers: unknown = client.last_response_headers
  if (typeof headers !== 'object' || headers === null) return null
  const [, seconds] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after') ?? []
  const pause = Number(seconds) * 1_000
  return Number.isFinite(pause) && pause > 0 ? pause : null
}

/** One line about an error: ccxt's messages hold whole answers, HTML pages among them. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)} …` : line
}

/** Whether trying again may help: the network, a refusal for being too fast, an answer that was no answer. */
export function isPassing(error: unknown): boolean {
  return error instanceof OperationFailed || error instanceof SyntaxError || error instanceof FeedSilent
}

const MOST_CHARACTERS = 240
