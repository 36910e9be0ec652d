/** An ingest that follows a venue of its own by a clock that stands still until the test moves it. */
import { onTestFinished, vi } from 'vitest'
import {
  DEFAULT_INGEST_TIMES,
  type FeedHealth,
  type IngestSettings,
  MarketIngest,
  type Told,
} from '../../../src/connectors/market-ingest/index.ts'
import type { SourceRecord } from '../../../src/connectors/source-record.ts'
import { seededRandom } from '../../../src/domain/rng.ts'
import type { MarketTick } from '../../../src/records/generated.ts'
import { startBybit } from '../../venue/bybit/bybit-server.ts'
import type { VenueOptions } from '../../venue/engine/books.ts'
import type { VenueSymbol } from '../../venue/engine/terms.ts'
import type { PlannedFault } from '../../venue/faults.ts'
import type { MarketServer } from '../../venue/market-server.ts'
import { startOkx } from '../../venue/okx/okx-server.ts'
import { startVenue, type VenueServer } from '../../venue/venue-server.ts'

/** A minute that has just begun, Unix ms. */
export const START = 1_764_547_200_000

export interface Clock {
  now: number
}

export interface Ingesting {
  /** Binance, whether it is followed or not. */
  readonly venue: VenueServer
  readonly clock: Clock
  readonly ingest: MarketIngest
  readonly records: SourceRecord[]
  readonly told: Told[]
  /** Why it ended; undefined while it runs. */
  readonly end: { error?: unknown }
  stop(): Promise<void>
  /** The exchange that is meant where none is named is the first that is followed. */
  server(exchange?: string): MarketServer
  ticks(symbol: string, exchange?: string): readonly MarketTick[]
  feed(symbol: string, exchange?: string): FeedHealth | undefined
  /** Trades at a price, and tells it until the ingest has given a tick for it. */
  trade(symbol: string, price: number, where?: Where): Promise<void>
}

export interface Where {
  readonly exchange?: string
  /** What the exchange calls the symbol, where it has another name for it. */
  readonly listedAs?: string
}

export interface IngestingOptions extends Partial<IngestSettings> {
  readonly venue?: VenueServer
  /** What an exchange lists, where that is not the usual. */
  readonly listings?: Readonly<Record<string, readonly VenueSymbol[]>>
  /** What goes wrong with an exchange from the start. */
  readonly faults?: Readonly<Record<string, readonly PlannedFault[]>>
}

type Opener = (options: Partial<VenueOptions>) => Promise<MarketServer>
const OTHERS: Readonly<Record<string, Opener>> = { bybit: startBybit, okx: startOkx }

/** Starts the ingest and the exchanges it follows; what is not told is small and quick. */
export async function startIngest(options: IngestingOptions = {}): Promise<Ingesting> {
  const { venue: given, listings = {}, faults = {}, ...settings } = options
  const clock: Clock = { now: START }
  const { exchanges = ['binanceusdm'], endpoints = {} } = settings
  const terms = (exchange: string) => (listings[exchange] === undefined ? {} : { symbols: listings[exchange] })
  const venue = given ?? (await startVenue({ now: () => clock.now, ...terms('binanceusdm') }))
  const servers = new Map<string, MarketServer>([['binanceusdm', venue]])
  for (const exchange of exchanges.filter((name) => endpoints[name] === undefined)) {
    const other = await OTHERS[exchange]?.({ now: () => clock.now, ...terms(exchange) })
    if (other !== undefined) servers.set(exchange, other)
  }
  for (const [exchange, server] of servers) for (const each of faults[exchange] ?? []) server.faults.plan(each)
  const addresses = [...servers].map(([exchange, { port }]) => [exchange, `http://127.0.0.1:${port}`])
  const records: SourceRecord[] = []
  const told: Told[] = []
  const ingest = new MarketIngest({
    ...DEFAULT_INGEST_TIMES,
    exchanges,
    symbols: ['ETHUSDT', 'GALAUSDT'],
    historyMinutes: 0,
    timeoutMs: 2_000,
    now: () => clock.now,
    random: seededRandom('market-ingest'),
    tell: (each) => told.push(each),
    ...settings,
    endpoints: { ...Object.fromEntries(addresses), ...endpoints },
  })
  const controller = new AbortController()
  const end: { error?: unknown } = {}
  const running = (async () => {
    for await (const batch of ingest.records(controller.signal)) records.push(...batch)
  })().catch((error: unknown) => {
    end.error = error
  })
  const stop = async () => {
    controller.abort()
    await running
  }
  onTestFinished(async () => {
    await stop()
    for (const server of servers.values()) await server.close()
  })
  const first = exchanges[0] ?? ''
  const server = (exchange = first) => {
    const found = servers.get(exchange)
    if (found === undefined) throw new Error(`the test has no ${exchange}`)
    return found
  }
  const ticks = (symbol: string, exchange = first) =>
    records
      .filter(({ topic, key }) => topic === 'market.tick' && key === symbol)
      .map(({ value }) => value as MarketTick)
      .filter((tick) => tick.exchange === exchange)
  const feed = (symbol: string, exchange = first) =>
    ingest.health().feeds.find((each) => each.symbol === symbol && each.exchange === exchange)
  const trade = async (symbol: string, price: number, { exchange = first, listedAs = symbol }: Where = {}) => {
    const { streams, venue: engine } = server(exchange)
    // The first reading is only what the next one is compared with.
    await until(() => {
      streams.publish(listedAs)
      const { ticks: count = 0, refused = {} } = feed(symbol, exchange) ?? {}
      return count > 0 || (refused.BASELINE ?? 0) > 0
    })
    const before = ticks(symbol, exchange).length
    engine.setPrice(listedAs, price)
    await until(() => {
      streams.publish(listedAs)
      return ticks(symbol, exchange).length > before
    })
  }
  return { venue, clock, ingest, records, told, end, stop, server, ticks, feed, trade }
}

/** Waits until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  await vi.waitFor(
    () => {
      if (!isSo()) throw new Error(`not so yet: ${isSo}`)
    },
    { timeout: 15_000, interval: 10 },
  )
}
