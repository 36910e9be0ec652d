/** What the ingest can be told, and what it does unless told otherwise. */
import type { Told } from './ingest-health.ts'

export interface IngestSettings {
  /** Exchanges as ccxt spells them; orders go to the first (TRADED), the others are compared with it (REFERENCE). */
  readonly exchanges: readonly string[]
  /** Exchange-neutral symbols. */
  readonly symbols: readonly string[]
  /** Another host for an exchange, by its id. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** Candles of so many minutes before the first live tick: 300 are enough for every indicator at 5m. */
  readonly historyMinutes: number
  /** Tickers are asked for this often where an exchange has no websocket for them, or none is to be used, ms. */
  readonly pollEveryMs: number
  /** Whether tickers are asked for although an exchange has a websocket for them. */
  readonly isPolled: boolean
  /** A socket without any message for so long is opened anew, ms. */
  readonly silentAfterMs: number
  /** A market that has not moved for so long is told of, ms. */
  readonly frozenAfterMs: number
  /** Funding rates and mark prices are asked for this often, ms. */
  readonly fundingEveryMs: number
  /** Listings, terms and the clock are asked for this often, ms. */
  readonly instrumentsEveryMs: number
  /** An exchange that has not answered by then joins later, without history, ms. */
  readonly startWithinMs: number
  /** How long an answer may take, ms. */
  readonly timeoutMs: number
  /** Ticks up to this event time lie in the topics already: history begins after it, Unix ms. */
  readonly knownUntilMs: number
  /** Our clock, Unix ms. */
  now(): number
  /** Numbers from 0 up to 1, exclusive, for jitter. */
  random(): number
  tell(told: Told): void
}

export const DEFAULT_INGEST_TIMES = {
  historyMinutes: 300,
  pollEveryMs: 2_000,
  isPolled: false,
  silentAfterMs: 15_000,
  frozenAfterMs: 60_000,
  fundingEveryMs: 10_000,
  instrumentsEveryMs: 300_000,
  startWithinMs: 60_000,
  timeoutMs: 10_000,
  knownUntilMs: 0,
} as const satisfies Partial<IngestSettings>
