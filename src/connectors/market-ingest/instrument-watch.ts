/** What an exchange lists of the symbols that are followed: their terms at the start, and every change of them. */
import type { Exchange, LeverageTiers } from 'ccxt'
import type { Instrument } from '../../records/generated.ts'
import { instrumentOf } from './instrument-terms.ts'
import { type WantedMarket, wantedMarkets } from './wanted-markets.ts'

export class InstrumentWatch {
  readonly #client: Exchange
  readonly #symbols: readonly string[]
  readonly #isScaled: boolean
  readonly #known = new Map<string, Instrument>()
  /** Markets that can be followed now. */
  markets: readonly WantedMarket[] = []
  missing: readonly string[] = []

  /** @param isScaled whether a contract over another number of the same coins will do */
  constructor(client: Exchange, symbols: readonly string[], isScaled: boolean) {
    this.#client = client
    this.#symbols = symbols
    this.#isScaled = isScaled
  }

  /** The terms of a symbol as they were told last. */
  instrument(symbol: string): Instrument | undefined {
    return this.#known.get(symbol)
  }

  /** Looks at what the client has loaded now. */
  look(): void {
    const { markets, missing } = wantedMarkets(this.#client, this.#symbols, this.#isScaled)
    this.markets = markets
    this.missing = missing
  }

  /** The instruments that are new or changed since the last time. */
  changes(tiers: LeverageTiers, eventTime: number): readonly Instrument[] {
    const listed = this.markets.map(({ symbol, unified, listing }) =>
      instrumentOf({ exchange: this.#client.id, symbol, market: listing, tiers: tiers[unified] ?? [], eventTime }),
    )
    const gone = this.missing.flatMap((symbol) => {
      const before = this.#known.get(symbol)
      return before === undefined ? [] : [delisted(before, eventTime)]
    })
    const news = [...listed, ...gone].filter((instrument) => !isSame(this.#known.get(instrument.symbol), instrument))
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
