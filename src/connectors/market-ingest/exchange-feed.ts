/** One exchange: what it lists, its candles, and then its live prices, for as long as it takes and whatever fails. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Exchange, LeverageTiers, Ticker } from 'ccxt'
import type { Instrument } from '../../records/generated.ts'
import { BackOff } from './back-off.ts'
import { type History, MINUTE_MS } from './candle-history.ts'
import { candlesSince } from './candles-since.ts'
import { isPassing } from './errors.ts'
import { clockOffsetMs } from './exchange-clock.ts'
import { FundingRates } from './funding-rates.ts'
import type { IngestHealth } from './ingest-health.ts'
import { InstrumentWatch } from './instrument-watch.ts'
import { LeverageBrackets } from './leverage-brackets.ts'
import { loadListings } from './listings.ts'
import { MarketFeed } from './market-feed.ts'
import type { Outbox } from './outbox.ts'
import { readingOf } from './reading.ts'
import { RestDoor } from './rest-door.ts'
import type { IngestSettings } from './settings.ts'
import { TickerStream } from './ticker-stream.ts'
import { unknownSymbols } from './wanted-markets.ts'

export interface ExchangeFeedOptions {
  readonly client: Exchange
  readonly role: 'TRADED' | 'REFERENCE'
  readonly settings: IngestSettings
  readonly outbox: Outbox
  readonly health: IngestHealth
}

export class ExchangeFeed {
  readonly #options: ExchangeFeedOptions
  readonly #door: RestDoor
  readonly #feed: MarketFeed
  readonly #watch: InstrumentWatch
  readonly #brackets: LeverageBrackets
  readonly #funding: FundingRates
  readonly #stream: TickerStream
  readonly #seen = new Map<string, Ticker>()

  constructor(options: ExchangeFeedOptions) {
    const { client, role, settings, outbox, health } = options
    const { now, random } = settings
    this.#options = options
    const onFailure = (what: string, error: unknown, pauseMs: number) => health.failed(client.id, what, error, pauseMs)
    this.#door = new RestDoor({ client, random, onFailure })
    this.#feed = new MarketFeed({ exchange: client.id, role, outbox, health, now })
    // Prices of a contract over another number of the same coins can be compared, but not traded.
    this.#watch = new InstrumentWatch(client, settings.symbols, role === 'REFERENCE')
    this.#brackets = new LeverageBrackets(client, this.#door)
    this.#stream = new TickerStream({
      client,
      silentAfterMs: settings.silentAfterMs,
      takeNews: () => this.#takeNews(),
      onUnreadable: (error) => health.unreadable(client.id, error),
    })
    this.#funding = new FundingRates(client, this.#door, this.#feed.source)
  }

  get id(): string {
    return this.#options.client.id
  }

  get role(): 'TRADED' | 'REFERENCE' {
    return this.#options.role
  }

  get #names(): readonly string[] {
    return this.#watch.markets.map(({ unified }) => unified)
  }

  get source(): string {
    return this.#feed.source
  }

  /**
   * Learns the exchange's clock and what it lists. @throws IngestError for symbols that the trading venue does not have;
   * a venue that is only compared with may lack some.
   */
  async open(signal: AbortSignal): Promise<readonly Instrument[]> {
    const { client, role, health, settings } = this.#options
    await this.#measureClock(signal)
    await loadListings(client, this.#door, signal)
    this.#watch.look()
    const { missing, markets } = this.#watch
    if (missing.length > 0 && role === 'TRADED') throw unknownSymbols(client, missing)
    const instruments = this.#watch.changes(await this.#askTiers(signal), this.#historyFrom())
    if (missing.length > 0) {
      settings.tell({ level: 'warn', code: 'NOT_LISTED', text: `${client.id} does not list ${missing.join(', ')}` })
    }
    for (const { symbol } of markets) health.opened(client.id, symbol, role)
    return instruments
  }

  /** The candles of every market since `historyMinutes` ago or the last tick that is known. */
  async history(signal: AbortSignal): Promise<readonly History[]> {
    const { client, role } = this.#options
    const histories: History[] = []
    for (const wanted of this.#watch.markets) {
      const { symbol, market } = wanted
      const instrument = this.#watch.instrument(symbol)
      if (instrument === undefined) continue
      const span = { since: this.#historyFrom(), until: this.#exchangeTime() }
      const candles = await candlesSince({ client, door: this.#door }, wanted, span, signal)
      if (candles.length > 0) histories.push({ info: { market, symbol, role, instrument }, candles })
    }
    return histories
  }

  /** Follows the exchange until the signal. */
  async follow(signal: AbortSignal): Promise<void> {
    const { settings, role } = this.#options
    const loops = [this.#followPrices(signal)]
    loops.push(this.#every(settings.instrumentsEveryMs, signal, () => this.#refresh(signal)))
    if (role === 'TRADED') loops.push(this.#every(settings.fundingEveryMs, signal, () => this.#askFunding(signal)))
    await Promise.all(loops)
  }

  /** Readings at or before this event time give no ticks: history has said it all up to there, Unix ms. */
  startAfter(timeMs: number): void {
    this.#feed.knownUntilMs = timeMs
  }

  async close(): Promise<void> {
    await this.#options.client.close()
  }

  async #followPrices(signal: AbortSignal): Promise<void> {
    const { client, health, settings } = this.#options
    const backOff = new BackOff(settings.random)
    const onLive = () => {
      health.live(client.id)
      backOff.reset()
    }
    while (!signal.aborted) {
      try {
        if (client.has.watchTickers === true) await this.#listen(onLive, signal)
        else await this.#poll(onLive, signal)
      } catch (error) {
        if (signal.aborted) return
        const pauseMs = backOff.next()
        health.failed(client.id, 'live prices', error, pauseMs)
        health.reconnects(client.id)
        await client.close().catch(() => {})
        await pause(pauseMs, undefined, { signal }).catch(() => {})
      }
    }
  }

  /** Listens as long as the markets are these. */
  #listen(onLive: () => void, signal: AbortSignal): Promise<void> {
    const names = this.#names
    const isWanted = () => this.#names.join() === names.join()
    return this.#stream.listen(names, { isWanted, onLive }, signal)
  }

  async #poll(onLive: () => void, signal: AbortSignal): Promise<void> {
    const { client, settings } = this.#options
    const askedAt = this.#exchangeTime()
    const tickers = await this.#door.ask('prices', () => client.fetchTickers([...this.#names]), signal)
    for (const market of this.#watch.markets) {
      const ticker = tickers[market.unified]
      if (ticker === undefined) continue
      const reading = readingOf(ticker, market.scale)
      // Bybit and others give answers a time, and their tickers none: no older than the question are these.
      this.#feed.take(market, ticker.timestamp === undefined ? { ...reading, eventTime: askedAt } : reading)
    }
    onLive()
    await pause(settings.pollEveryMs, undefined, { signal })
  }

  #takeNews(): boolean {
    const { tickers } = this.#options.client
    let isNews = false
    for (const market of this.#watch.markets) {
      const ticker = tickers[market.unified]
      if (ticker === undefined || this.#seen.get(market.unified) === ticker) continue
      isNews = true
      this.#seen.set(market.unified, ticker)
      this.#feed.take(market, readingOf(ticker, market.scale))
    }
    return isNews
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const { client, role, outbox, health } = this.#options
    await this.#measureClock(signal)
    await loadListings(client, this.#door, signal)
    this.#funding.forgetIntervals()
    this.#watch.look()
    const changes = this.#watch.changes(await this.#askTiers(signal), this.#exchangeTime())
    for (const { symbol } of this.#watch.markets) health.opened(client.id, symbol, role)
    if (role !== 'TRADED') return
    for (const instrument of changes) outbox.put(instrument.symbol, instrumentRecord(instrument, this.source))
  }

  async #askTiers(signal: AbortSignal): Promise<LeverageTiers> {
    return this.role === 'TRADED' ? this.#brackets.load(this.#watch.markets, signal) : {}
  }

  async #askFunding(signal: AbortSignal): Promise<void> {
    const { records, marks } = await this.#funding.ask(this.#watch.markets, () => this.#exchangeTime(), signal)
    for (const mark of marks) this.#feed.mark(mark)
    for (const record of records) this.#options.outbox.put(record.key, record)
  }

  async #measureClock(signal: AbortSignal): Promise<void> {
    const { client, health, settings } = this.#options
    if (client.has.fetchTime !== true) return
    const ask = <T>(call: () => Promise<T>) => this.#door.ask('time', call, signal)
    health.exchange(client.id).clockOffsetMs = await clockOffsetMs(client, ask, settings.now)
  }

  /** Repeats something; what fails for good is told, and tried again the next time. */
  async #every(everyMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await work()
      } catch (error) {
        if (signal.aborted) return
        if (!isPassing(error)) this.#options.health.failed(this.id, 'a regular question', error, everyMs)
      }
      await pause(everyMs, undefined, { signal }).catch(() => {})
    }
  }

  #historyFrom(): number {
    const { historyMinutes, knownUntilMs } = this.#options.settings
    const wanted = Math.floor(this.#exchangeTime() / MINUTE_MS) - historyMinutes
    return Math.max(wanted, Math.ceil((knownUntilMs + 1) / MINUTE_MS)) * MINUTE_MS
  }

  #exchangeTime(): number {
    return this.#options.health.exchangeTimeMs(this.id)
  }
}

/** The record of an instrument. */
export function instrumentRecord(value: Instrument, source: string) {
  return { topic: 'instrument', key: value.symbol, timestamp: value.event_time, value, source }
}
