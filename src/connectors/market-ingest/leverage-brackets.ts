/** Leverage brackets, where an exchange tells them to everybody; elsewhere the instruments carry cautious ones. */
import { BaseError, type Exchange, type LeverageTier, type LeverageTiers } from 'ccxt'
import type { RestDoor } from './rest-door.ts'
import type { WantedMarket } from './wanted-markets.ts'

/** Exchanges whose brackets end at a number of contracts, not at a notional. */
const IN_CONTRACTS = /okx/

export class LeverageBrackets {
  readonly #client: Exchange
  readonly #door: RestDoor
  /** What a contract was worth when it was first asked about, quote units: a price that moves changes no terms. */
  readonly #contractValues = new Map<string, number>()
  #known: LeverageTiers = {}

  constructor(client: Exchange, door: RestDoor) {
    this.#client = client
    this.#door = door
  }

  /**
   * The brackets of the markets by ccxt's name, caps in quote units. Markets about which nothing is told are left out,
   * or keep what was told before.
   */
  async load(markets: readonly WantedMarket[], signal: AbortSignal): Promise<LeverageTiers> {
    const told =
      this.#client.has.fetchMarketLeverageTiers === true
        ? await this.#askEach(markets, signal)
        : await this.#askAll(markets, signal)
    this.#known = { ...this.#known, ...told }
    return this.#known
  }

  async #askEach(markets: readonly WantedMarket[], signal: AbortSignal): Promise<LeverageTiers> {
    const isInContracts = IN_CONTRACTS.test(this.#client.id)
    if (isInContracts) await this.#learnContractValues(markets, signal)
    const found: LeverageTiers = {}
    for (const { unified } of markets) {
      const tiers = await this.#ask(unified, signal)
      const unit = isInContracts ? this.#contractValues.get(unified) : 1
      if (tiers !== null && unit !== undefined)
        found[unified] = tiers.map((tier) => withCap(tier, unit)).toSorted(byCap)
    }
    return found
  }

  async #ask(unified: string, signal: AbortSignal): Promise<readonly LeverageTier[] | null> {
    const call = () => this.#client.fetchMarketLeverageTiers(unified)
    return this.#unlessRefused(`leverage brackets of ${unified}`, call, signal)
  }

  async #askAll(markets: readonly WantedMarket[], signal: AbortSignal): Promise<LeverageTiers> {
    if (this.#client.has.fetchLeverageTiers !== true) return {}
    const call = () => this.#client.fetchLeverageTiers(markets.map(({ unified }) => unified))
    return (await this.#unlessRefused('leverage brackets', call, signal)) ?? {}
  }

  /** Null where the exchange tells none, for whatever reason that is not a passing one: Binance wants keys. */
  async #unlessRefused<T>(what: string, call: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
    try {
      return await this.#door.ask(what, call, signal)
    } catch (error) {
      if (signal.aborted || !(error instanceof BaseError)) throw error
      return null
    }
  }

  async #learnContractValues(markets: readonly WantedMarket[], signal: AbortSignal): Promise<void> {
    const news = markets.filter(({ unified }) => !this.#contractValues.has(unified))
    if (news.length === 0) return
    const names = news.map(({ unified }) => unified)
    const marks = await this.#door.ask('mark prices', () => this.#client.fetchMarkPrices(names), signal)
    for (const { unified, listing } of news) {
      const price = marks[unified]?.markPrice
      if (price !== undefined) this.#contractValues.set(unified, price * (listing.contractSize ?? 1))
    }
  }
}

/** The tier with its cap in quote units, of which `unit` is one of the cap's. */
function withCap(tier: LeverageTier, unit: number): LeverageTier {
  const { maxNotional } = tier
  return maxNotional === undefined || unit === 1 ? tier : { ...tier, maxNotional: Math.floor(maxNotional * unit) }
}

function byCap(a: LeverageTier, b: LeverageTier): number {
  return (a.maxNotional ?? 0) - (b.maxNotional ?? 0)
}
