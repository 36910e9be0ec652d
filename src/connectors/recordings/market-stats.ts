/** What a recording shows of one market. */
import type { CandleParser } from './candle-parser.ts'
import { Coverage, type Gap } from './coverage.ts'

/** A market in the recording. Times are Unix ms. */
export interface MarketScan {
  /** The venue's own id, as in the file. */
  readonly market: string
  readonly rows: number
  readonly firstTime: number
  /** Opening of its last candle. */
  readonly lastTime: number
  /** Base units traded in all of it. */
  readonly volume: number
  /** Decimals its prices and volumes need; trailing zeros do not count. */
  readonly priceDecimals: number
  readonly volumeDecimals: number
  readonly gaps: readonly Gap[]
  /** Every gap, also those beyond the list. */
  readonly gapCount: number
  /** Why nothing can be traded here; null for a living market. */
  readonly dead: string | null
}

/** Adds up the candles of one market. */
export class MarketStats {
  readonly market: string
  coverage: Coverage
  #rows = 0
  #volume = 0
  #priceDecimals = 0
  #volumeDecimals = 0
  readonly #price: number
  #moved = false

  /** @param first the first candle of the market, which is still to be added */
  constructor(first: CandleParser, minGapMinutes: number) {
    this.market = first.marketId
    this.#price = first.open
    this.coverage = new Coverage(minGapMinutes)
  }

  /** Takes a candle; in any order, `coverage` apart. */
  add(candle: CandleParser): void {
    this.#rows += 1
    this.#volume += candle.volume
    if (candle.priceDecimals > this.#priceDecimals) this.#priceDecimals = candle.priceDecimals
    if (candle.volumeDecimals > this.#volumeDecimals) this.#volumeDecimals = candle.volumeDecimals
    // Open and close lie between low and high.
    this.#moved ||= candle.high !== this.#price || candle.low !== this.#price
  }

  result(): MarketScan {
    const { coverage } = this
    return {
      market: this.market,
      rows: this.#rows,
      firstTime: coverage.first,
      lastTime: coverage.last,
      volume: this.#volume,
      priceDecimals: this.#priceDecimals,
      volumeDecimals: this.#volumeDecimals,
      gaps: coverage.gaps,
      gapCount: coverage.gapCount,
      dead: this.#dead(),
    }
  }

  #dead(): string | null {
    const reasons = [
      this.#moved ? null : `its price never leaves ${this.#price}`,
      this.#volume > 0 ? null : 'no volume',
    ]
    return reasons.filter((reason) => reason !== null).join(', ') || null
  }
}
