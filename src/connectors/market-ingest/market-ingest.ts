/** Live markets as a source of records: history first, then prices, funding, listings, from all exchanges at once. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Instrument } from '../../records/generated.ts'
import type { SourceRecord } from '../source-record.ts'
import { BackOff } from './back-off.ts'
import { type History, historyTicks } from './candle-history.ts'
import { IngestError, lineOf } from './errors.ts'
import { exchangeClient } from './exchange-client.ts'
import { ExchangeFeed, instrumentRecord } from './exchange-feed.ts'
import { type HealthSnapshot, IngestHealth } from './ingest-health.ts'
import { Outbox } from './outbox.ts'
import type { IngestSettings } from './settings.ts'

const LOOK_EVERY_MS = 1_000

/** An exchange that has answered. */
interface Opened {
  readonly feed: ExchangeFeed
  readonly instruments: readonly Instrument[]
  readonly histories: readonly History[]
}

export class MarketIngest {
  readonly #settings: IngestSettings
  readonly #health: IngestHealth
  readonly #outbox = new Outbox()

  constructor(settings: IngestSettings) {
    this.#settings = settings
    this.#health = new IngestHealth(settings.now, settings.tell)
  }

  /** How fresh everything is, for metrics and people. */
  health(): HealthSnapshot {
    return this.#health.snapshot()
  }

  /**
   * Batches of records until the signal: instruments, then the ticks of closed candles by minute, then what happens
   * live. Whoever reads slowly gets fewer ticks, each the newest of its market; memory does not grow.
   *
   * @throws IngestError for exchanges, symbols or endpoints that do not exist
   */
  async *records(signal: AbortSignal): AsyncGenerator<readonly SourceRecord[]> {
    const ended = new AbortController()
    const until = AbortSignal.any([signal, ended.signal])
    until.addEventListener('abort', () => this.#outbox.end(), { once: true })
    const feeds = await this.#feeds()
    let following: Promise<unknown> = Promise.resolve()
    let failure: unknown = null
    try {
      const opened = await Promise.all(feeds.map((feed) => this.#open(feed, until)))
      for (const { feed, instruments } of opened.filter((each) => each !== null)) {
        if (feed.role === 'TRADED') yield instruments.map((each) => instrumentRecord(each, feed.source))
      }
      yield* this.#history(opened.filter((each) => each !== null))
      const loops = feeds.map((feed, index) => this.#follow(feed, opened[index] !== null, until))
      following = Promise.all([...loops, this.#look(until)]).catch((error: unknown) => {
        failure = error
        ended.abort()
      })
      while (!until.aborted) {
        const records = await this.#outbox.take()
        if (records.length > 0) yield records
      }
    } catch (error) {
      failure = error
    } finally {
      ended.abort()
      await Promise.allSettled(feeds.map((feed) => feed.close()))
      await following
    }
    if (failure !== null && !signal.aborted) throw failure
  }

  async #feeds(): Promise<readonly ExchangeFeed[]> {
    const { exchanges, symbols, endpoints = {}, timeoutMs, isPolled } = this.#settings
    if (symbols.length === 0) throw new IngestError('BAD_OPTION', 'no symbols: name at least one')
    const [outbox, health, settings] = [this.#outbox, this.#health, this.#settings]
    return Promise.all(
      exchanges.map(async (exchange, index) => {
        const client = await exchangeClient({ exchange, endpoint: endpoints[exchange], timeoutMs, isPolled })
        const role = index === 0 ? ('TRADED' as const) : ('REFERENCE' as const)
        return new ExchangeFeed({ client, role, settings, outbox, health })
      }),
    )
  }

  /** What the exchange lists, and its candles; null for one that does not answer in time, which joins later. */
  async #open(feed: ExchangeFeed, signal: AbortSignal): Promise<Opened | null> {
    const patience = AbortSignal.timeout(this.#settings.startWithinMs)
    const both = AbortSignal.any([signal, patience])
    try {
      const instruments = await feed.open(both)
      return { feed, instruments, histories: await feed.history(both) }
    } catch (error) {
      if (error instanceof IngestError || signal.aborted) throw error
      const why = patience.aborted ? 'does not answer' : `fails (${lineOf(error)})`
      const text = `${feed.id} ${why}: the others go on without it, and it joins, without history, when it does`
      this.#settings.tell({ level: 'warn', code: 'EXCHANGE_LATE', text })
      return null
    }
  }

  *#history(opened: readonly Opened[]): Generator<readonly SourceRecord[]> {
    const histories = opened.flatMap((each) => each.histories)
    const before = Math.min(...opened.map(({ feed }) => this.#health.exchangeTimeMs(feed.id)))
    let after = this.#settings.knownUntilMs
    let ticks = 0
    for (const batch of historyTicks(histories, { after, before, source: 'market-ingest:history' })) {
      ticks += batch.length
      after = batch.at(-1)?.timestamp ?? after
      yield batch
    }
    for (const { feed } of opened) feed.startAfter(after)
    const text = `history: ${ticks} ticks of ${histories.length} markets`
    this.#settings.tell({ level: 'info', code: 'HISTORY', text })
  }

  async #follow(feed: ExchangeFeed, isOpen: boolean, signal: AbortSignal): Promise<void> {
    if (!isOpen) await this.#openLate(feed, signal)
    await feed.follow(signal)
  }

  /** Tries until the exchange says what it lists. */
  async #openLate(feed: ExchangeFeed, signal: AbortSignal): Promise<void> {
    const backOff = new BackOff(this.#settings.random)
    while (!signal.aborted) {
      try {
        for (const instrument of await feed.open(signal)) {
          if (feed.role === 'TRADED') this.#outbox.put(instrument.symbol, instrumentRecord(instrument, feed.source))
        }
        return
      } catch (error) {
        if (error instanceof IngestError) throw error
        const pauseMs = backOff.next()
        if (!signal.aborted) this.#health.failed(feed.id, 'listings', error, pauseMs)
        await pause(pauseMs, undefined, { signal }).catch(() => {})
      }
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#health.look(this.#settings.frozenAfterMs)
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
    }
  }
}
