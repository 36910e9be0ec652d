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
import { startVenue, type VenueServer } from '../../venue/venue-server.ts'

/** A minute that has just begun, Unix ms. */
export const START = 1_764_547_200_000

export interface Clock {
  now: number
}

export interface Ingesting {
  readonly venue: VenueServer
  readonly clock: Clock
  readonly ingest: MarketIngest
  readonly records: SourceRecord[]
  readonly told: Told[]
  /** Why it ended; undefined while it runs. */
  readonly end: { error?: unknown }
  stop(): Promise<void>
  ticks(symbol: string): readonly MarketTick[]
  feed(symbol: string): FeedHealth | undefined
  /** Trades at a price, and tells it until the ingest has given a tick for it. */
  trade(symbol: string, price: number): Promise<void>
}

export interface IngestingOptions extends Partial<IngestSettings> {
  readonly venue?: VenueServer
}

/** Starts both; what is not told is small and quick. */
export async function startIngest({ venue: given, ...settings }: IngestingOptions = {}): Promise<Ingesting> {
  const clock: Clock = { now: START }
  const venue = given ?? (await startVenue({ now: () => clock.now }))
  const records: SourceRecord[] = []
  const told: Told[] = []
  const ingest = new MarketIngest({
    ...DEFAULT_INGEST_TIMES,
    exchanges: ['binanceusdm'],
    symbols: ['ETHUSDT', 'GALAUSDT'],
    endpoints: { binanceusdm: `http://127.0.0.1:${venue.port}` },
    historyMinutes: 0,
    timeoutMs: 2_000,
    now: () => clock.now,
    random: seededRandom('market-ingest'),
    tell: (each) => told.push(each),
    ...settings,
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
    await venue.close()
  })
  const ticks = (symbol: string) =>
    records
      .filter(({ topic, key }) => topic === 'market.tick' && key === symbol)
      .map(({ value }) => value as MarketTick)
  const feed = (symbol: string) => ingest.health().feeds.find((each) => each.symbol === symbol)
  const trade = async (symbol: string, price: number) => {
    // The first reading is only what the next one is compared with.
    await until(() => {
      venue.streams.publish(symbol)
      return (feed(symbol)?.ticks ?? 0) > 0 || feed(symbol)?.refused.BASELINE === 1
    })
    const before = ticks(symbol).length
    venue.venue.setPrice(symbol, price)
    await until(() => {
      venue.streams.publish(symbol)
      return ticks(symbol).length > before
    })
  }
  return { venue, clock, ingest, records, told, end, stop, ticks, feed, trade }
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
