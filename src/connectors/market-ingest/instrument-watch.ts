/** What an exchange lists of the symbols that are followed: their terms at the start, and every change of them. */
import type { Exchange, LeverageTiers } from 'ccxt'
import type { Instrument } from '../../records/generated.ts'
import { instrumentOf } from './instrument-terms.ts'
import { perpetuals, type WantedMarket, wantedMarkets } from './wanted-markets.ts'

export class InstrumentWatch {
  readonly #client: Exchange
  readonly #symbols: readonly string[]
  readonly #known = new Map<string, Instrument>()
  /** Markets that can be followed now. */
  markets: readonly WantedMarket[] = []
  missing: readonly string[] = []

  constructor(client: Exchange, symbols: readonly string[]) {
    this.#client = client
    this.#symbols = symbols
  }

  get instruments(): readonly Instrument[] {
    return [...this.#known.values()]
  }

  /** Compares with what the client has loaded now; returns the instruments that are new or changed since. */
  changes(tiers: LeverageTiers, eventTime: number): readonly Instrument[] {
    const { markets, missing } = wantedMarkets(this.#client, this.#symbols)
    this.markets = markets
    this.missing = missing
    const listed = perpetuals(this.#client)
    const changed = this.#symbols.flatMap((symbol) => {
      const market = listed.get(symbol)
      const before = this.#known.get(symbol)
      if (market === undefined) return before === undefined ? [] : [delisted(before, eventTime)]
      const unified = market.symbol
      return [instrumentOf({ exchange: this.#client.id, symbol, market, tiers: tiers[unified] ?? [], eventTime })]
    })
    const news = changed.filter((instrument) => !isSame(this.#known.get(instrument.symbol), instrument))
    for (const instrument of news) this.#known.set(instrument.symbol, instrument)
    return news
  }
}

/** A market that the exchange no longer names. */
function delisted(before: Instrument, eventTime: number): Instrument {
  return { ...before, status: 'DELISTED', event_time: eventTime }
}

function isSame(before: Instrument | undefined, now: Instrument): boolean {
  return before !== undefined && JSON.stringify({ ...before, event_time: now.event_time }) === JSON.stringify(now)
}
