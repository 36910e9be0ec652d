/** Readings of one exchange through the gate into the outbox: ticks, counts, and dead letters for what is unsound. */
import type { DeadLetter, MarketRole, MarketTick } from '../../records/generated.ts'
import type { MarkPrice } from './funding-rates.ts'
import type { IngestHealth } from './ingest-health.ts'
import type { Outbox } from './outbox.ts'
import type { Reading } from './reading.ts'
import { type GateState, judgeReading, type Refusal } from './tick-gate.ts'
import type { WantedMarket } from './wanted-markets.ts'

/** A mark price older than this says nothing about the tick, ms. */
const MARK_FRESH_MS = 30_000
/** No partition and no offset: it came from a socket. */
const NO_PLACE = -1

export interface MarketFeedOptions {
  readonly exchange: string
  readonly role: MarketRole
  readonly outbox: Outbox
  readonly health: IngestHealth
  /** Our clock, Unix ms. */
  now(): number
}

export class MarketFeed {
  readonly source: string
  /** Up to this event time the ticks are known already, Unix ms. */
  knownUntilMs = 0
  readonly #options: MarketFeedOptions
  readonly #states = new Map<string, GateState>()
  readonly #outcomes = new Map<string, Refusal | 'MOVED'>()
  readonly #marks = new Map<string, MarkPrice>()

  constructor(options: MarketFeedOptions) {
    this.#options = options
    this.source = `market-ingest:${options.exchange}`
  }

  /** The mark price that the next ticks carry. */
  mark(mark: MarkPrice): void {
    if (Number.isFinite(mark.price) && mark.price > 0) this.#marks.set(mark.market.market, mark)
  }

  /** Takes a reading of a market. */
  take(wanted: WantedMarket, reading: Reading): void {
    const { exchange, health } = this.#options
    const { symbol, market } = wanted
    if (reading.eventTime <= this.knownUntilMs) {
      health.refused(exchange, symbol, 'KNOWN')
      return
    }
    const judged = judgeReading(this.#states.get(market), reading, health.exchangeTimeMs(exchange))
    if (judged.state !== undefined) this.#states.set(market, judged.state)
    const before = this.#outcomes.get(market)
    if (judged.kind === 'refused') {
      this.#outcomes.set(market, judged.refusal)
      health.refused(exchange, symbol, judged.refusal)
      // One letter when it begins, not one a reading: a broken feed may say the same ten times a second.
      if (isFault(judged.refusal) && before !== judged.refusal) this.#letter(wanted, reading, judged.refusal)
      return
    }
    this.#outcomes.set(market, 'MOVED')
    health.moved(exchange, symbol, reading.eventTime)
    this.#options.outbox.putTick(this.#tick(wanted, reading, judged.volume), this.source)
  }

  #tick({ symbol, market }: WantedMarket, reading: Reading, volume: number): MarketTick {
    const { exchange, role, now } = this.#options
    const mark = this.#marks.get(market)
    const isFresh = mark !== undefined && reading.eventTime - mark.time <= MARK_FRESH_MS
    return {
      symbol,
      event_time: reading.eventTime,
      exchange,
      market,
      role,
      price: reading.price,
      volume,
      bid: positiveOrNull(reading.bid),
      ask: positiveOrNull(reading.ask),
      mark_price: positiveOrNull(reading.markPrice) ?? (isFresh ? mark.price : null),
      high_24h: positiveOrNull(reading.high24h),
      low_24h: positiveOrNull(reading.low24h),
      change_24h_pct: finiteOrNull(reading.change24hPct),
      volume_24h: finiteOrNull(reading.volume24h),
      ingest_time: now(),
    }
  }

  #letter({ symbol, market }: WantedMarket, reading: Reading, refusal: Refusal): void {
    const { exchange, outbox, health } = this.#options
    const time = health.exchangeTimeMs(exchange)
    const value: DeadLetter = {
      topic: this.source,
      event_time: time,
      partition: NO_PLACE,
      offset: NO_PLACE,
      key: Buffer.from(symbol),
      value: Buffer.from(JSON.stringify(reading)),
      error_code: refusal,
      error: `${market} on ${exchange}: ${MEANINGS[refusal]}`,
    }
    const record = { topic: 'dead.letter', key: this.source, timestamp: time, value, source: this.source }
    outbox.put(`${exchange}/${market}/${refusal}`, record)
  }
}

type Fault = Exclude<Refusal, 'BASELINE' | 'UNMOVED' | 'KNOWN'>

const MEANINGS: Readonly<Record<Refusal, string>> = {
  BASELINE: 'the first reading, which later ones are compared with',
  KNOWN: 'a time that history has covered already',
  UNMOVED: 'nothing was traded since the last reading',
  BAD_PRICE: 'a price, bid or ask that is missing, negative or not a number',
  BAD_TIME: 'a reading without a time',
  CROSSED_BOOK: 'the bid is above the ask',
  FUTURE_TIME: "a time ahead of the exchange's own clock",
  TIME_BACKWARDS: 'a time before that of an earlier reading',
  PRICE_JUMP: 'a price far from the last one; it is believed once another trade confirms it',
}

function isFault(refusal: Refusal): refusal is Fault {
  return refusal !== 'BASELINE' && refusal !== 'UNMOVED' && refusal !== 'KNOWN'
}

function positiveOrNull(figure: number | null): number | null {
  return figure !== null && Number.isFinite(figure) && figure > 0 ? figure : null
}

function finiteOrNull(figure: number | null): number | null {
  return figure !== null && Number.isFinite(figure) ? figure : null
}
