/** Funding rates as ccxt tells them, as records, and the mark prices that come with them. */
import type { FundingRate as CcxtRate, Exchange } from 'ccxt'
import type { FundingRate } from '../../records/generated.ts'
import type { SourceRecord } from '../source-record.ts'
import type { RestDoor } from './rest-door.ts'
import type { WantedMarket } from './wanted-markets.ts'

/** What Binance, Bybit and OKX take where they say nothing else. */
const USUAL_INTERVAL_HOURS = 8

export interface Funding {
  readonly records: readonly SourceRecord[]
  readonly marks: readonly MarkPrice[]
}

export interface MarkPrice {
  readonly market: WantedMarket
  /** Quote units. */
  readonly price: number
  /** Unix ms. */
  readonly time: number
}

export class FundingRates {
  readonly #client: Exchange
  readonly #door: RestDoor
  readonly #source: string
  /** Hours between two payments, by ccxt's market name. */
  #intervals: ReadonlyMap<string, number> | null = null

  constructor(client: Exchange, door: RestDoor, source: string) {
    this.#client = client
    this.#door = door
    this.#source = source
  }

  /** What holds now; nothing where the exchange does not tell rates. `exchangeTimeMs` is for what has no time of its own. */
  async ask(markets: readonly WantedMarket[], exchangeTimeMs: () => number, signal: AbortSignal): Promise<Funding> {
    const client = this.#client
    if (client.has.fetchFundingRates !== true) return { records: [], marks: [] }
    const names = markets.map(({ unified }) => unified)
    this.#intervals ??= await this.#askIntervals(names, signal)
    const rates = await this.#door.ask('funding rates', () => client.fetchFundingRates(names), signal)
    const told = markets.map((market) => ({ market, rate: rates[market.unified] }))
    const marks = await this.#marks(told, exchangeTimeMs, signal)
    const markPrices = new Map(marks.map(({ market, price }) => [market.symbol, price]))
    const records = told.flatMap(({ market, rate }) => {
      const value = rate === undefined ? null : this.#valueOf(market, rate, exchangeTimeMs())
      if (value === null) return []
      const whole: FundingRate = { ...value, mark_price: markPrices.get(market.symbol) ?? null }
      return [
        { topic: 'funding.rate', key: whole.symbol, timestamp: whole.event_time, value: whole, source: this.#source },
      ]
    })
    return { records, marks }
  }

  /** Exchanges change the interval of a market now and then: it is asked for again with the next rates. */
  forgetIntervals(): void {
    this.#intervals = null
  }

  async #askIntervals(names: string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const client = this.#client
    if (client.has.fetchFundingIntervals !== true) return new Map()
    const told = await this.#door.ask('funding intervals', () => client.fetchFundingIntervals(names), signal)
    return new Map(Object.entries(told).map(([name, { interval }]) => [name, Number.parseInt(interval ?? '', 10)]))
  }

  /** Mark prices out of the rates, or by a question of their own where those hold none. */
  async #marks(
    told: readonly { readonly market: WantedMarket; readonly rate: CcxtRate | undefined }[],
    exchangeTimeMs: () => number,
    signal: AbortSignal,
  ): Promise<readonly MarkPrice[]> {
    const client = this.#client
    const isTold = told.some(({ rate }) => rate?.markPrice !== undefined)
    if (isTold || client.has.fetchMarkPrices !== true) {
      return told.flatMap(({ market, rate }) =>
        rate?.markPrice === undefined
          ? []
          : [{ market, price: rate.markPrice, time: rate.timestamp ?? exchangeTimeMs() }],
      )
    }
    const names = told.map(({ market }) => market.unified)
    const prices = await this.#door.ask('mark prices', () => client.fetchMarkPrices(names), signal)
    return told.flatMap(({ market }) => {
      const { markPrice, timestamp } = prices[market.unified] ?? {}
      return markPrice === undefined ? [] : [{ market, price: markPrice, time: timestamp ?? exchangeTimeMs() }]
    })
  }

  #valueOf({ symbol, unified }: WantedMarket, rate: CcxtRate, nowMs: number): FundingRate | null {
    if (rate.fundingRate === undefined || !Number.isFinite(rate.fundingRate)) return null
    const hours = Number.parseInt(rate.interval ?? '', 10) || this.#intervals?.get(unified)
    return {
      symbol,
      event_time: rate.timestamp ?? nowMs,
      exchange: this.#client.id,
      rate_ratio: rate.fundingRate,
      interval_hours: hours !== undefined && hours >= 1 ? hours : USUAL_INTERVAL_HOURS,
      next_funding_time: rate.fundingTimestamp ?? null,
      mark_price: null,
      index_price: rate.indexPrice ?? null,
    }
  }
}
