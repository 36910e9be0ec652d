/** How fresh every feed is, and how every exchange answers: what metrics and people read. */
import type { MarketRole } from '../../records/generated.ts'
import { lineOf } from './errors.ts'
import type { Refusal } from './tick-gate.ts'

export type ExchangeState = 'STARTING' | 'LIVE' | 'RECOVERING'

export interface ExchangeHealth {
  readonly exchange: string
  readonly state: ExchangeState
  /** The exchange's clock minus ours, ms; null before it was measured. */
  readonly clockOffsetMs: number | null
  readonly reconnects: number
  readonly lastError: string | null
  /** Unix ms. */
  readonly lastErrorTime: number | null
}

export interface FeedHealth {
  readonly exchange: string
  readonly symbol: string
  readonly role: MarketRole
  /** Time since the market last moved, by the exchange's clock, ms; before it did, since the feed was opened. */
  readonly feedAgeMs: number
  readonly isFrozen: boolean
  readonly ticks: number
  /** Readings that did not become ticks, by reason. */
  readonly refused: Readonly<Partial<Record<Refusal, number>>>
}

export interface HealthSnapshot {
  readonly exchanges: readonly ExchangeHealth[]
  readonly feeds: readonly FeedHealth[]
}

/** Something a person should know. */
export interface Told {
  readonly level: 'info' | 'warn'
  readonly code: string
  readonly text: string
}

type Open<T> = { -readonly [K in keyof T]: T[K] }
interface Feed {
  readonly exchange: string
  readonly symbol: string
  readonly role: MarketRole
  movedAt: number
  isFrozen: boolean
  ticks: number
  readonly refused: Partial<Record<Refusal, number>>
}

export class IngestHealth {
  readonly #exchanges = new Map<string, Open<ExchangeHealth>>()
  readonly #feeds = new Map<string, Feed>()
  readonly #now: () => number
  readonly #tell: (told: Told) => void

  /** @param now our clock, Unix ms */
  constructor(now: () => number, tell: (told: Told) => void) {
    this.#now = now
    this.#tell = tell
  }

  /** The exchange's clock now, as far as it is known, Unix ms. */
  exchangeTimeMs(exchange: string): number {
    return this.#now() + (this.exchange(exchange).clockOffsetMs ?? 0)
  }

  exchange(exchange: string): Open<ExchangeHealth> {
    let known = this.#exchanges.get(exchange)
    if (known === undefined) {
      known = {
        exchange,
        state: 'STARTING',
        clockOffsetMs: null,
        reconnects: 0,
        lastError: null,
        lastErrorTime: null,
      }
      this.#exchanges.set(exchange, known)
    }
    return known
  }

  opened(exchange: string, symbol: string, role: MarketRole): void {
    const name = `${exchange}/${symbol}`
    if (this.#feeds.has(name)) return
    const movedAt = this.exchangeTimeMs(exchange)
    this.#feeds.set(name, { exchange, symbol, role, movedAt, isFrozen: false, ticks: 0, refused: {} })
  }

  /** A market moved at `eventTime`. */
  moved(exchange: string, symbol: string, eventTime: number): void {
    const feed = this.#feeds.get(`${exchange}/${symbol}`)
    if (feed === undefined) return
    feed.movedAt = eventTime
    feed.ticks += 1
  }

  refused(exchange: string, symbol: string, refusal: Refusal): void {
    const feed = this.#feeds.get(`${exchange}/${symbol}`)
    if (feed !== undefined) feed.refused[refusal] = (feed.refused[refusal] ?? 0) + 1
  }

  live(exchange: string): void {
    const known = this.exchange(exchange)
    if (known.state === 'LIVE') return
    known.state = 'LIVE'
    this.#tell({ level: 'info', code: 'EXCHANGE_LIVE', text: `${exchange}: live prices arrive` })
  }

  /** Something failed and is tried again after `pauseMs`. */
  failed(exchange: string, what: string, error: unknown, pauseMs: number): void {
    const known = this.exchange(exchange)
    known.lastError = `${what}: ${lineOf(error)}`
    known.lastErrorTime = this.#now()
    const text = `${exchange}: ${known.lastError}; trying again in ${Math.round(pauseMs)} ms`
    this.#tell({ level: 'warn', code: 'EXCHANGE_FAILED', text })
  }

  /** A message was not understood; of the same mistake again and again only the first is told. */
  unreadable(exchange: string, error: unknown): void {
    const known = this.exchange(exchange)
    const line = `a message cannot be read: ${lineOf(error)}`
    const isNew = known.lastError !== line
    known.lastError = line
    known.lastErrorTime = this.#now()
    if (isNew) this.#tell({ level: 'warn', code: 'UNREADABLE', text: `${exchange}: ${line}` })
  }

  /** The socket is opened anew. */
  reconnects(exchange: string): void {
    const known = this.exchange(exchange)
    known.reconnects += 1
    known.state = 'RECOVERING'
  }

  /** Tells of feeds that froze or moved again since the last look. */
  look(frozenAfterMs: number): void {
    for (const feed of this.#feeds.values()) {
      const ageMs = this.#ageOf(feed)
      const isFrozen = ageMs > frozenAfterMs
      if (isFrozen === feed.isFrozen) continue
      feed.isFrozen = isFrozen
      const name = `${feed.symbol} on ${feed.exchange}`
      if (isFrozen) {
        const text = `${name} has not moved for ${Math.round(ageMs / 1_000)} s: it gives no ticks, and no intents once its last tick is too old`
        this.#tell({ level: 'warn', code: 'FEED_FROZEN', text })
      } else this.#tell({ level: 'info', code: 'FEED_MOVES', text: `${name} moves again` })
    }
  }

  snapshot(): HealthSnapshot {
    return {
      exchanges: [...this.#exchanges.values()].map((exchange) => ({ ...exchange })),
      feeds: [...this.#feeds.values()].map(({ movedAt: _, ...feed }, index) => ({
        ...feed,
        refused: { ...feed.refused },
        feedAgeMs: this.#ageOf([...this.#feeds.values()][index]!),
      })),
    }
  }

  #ageOf({ exchange, movedAt }: Feed): number {
    return Math.max(0, this.exchangeTimeMs(exchange) - movedAt)
  }
}
