/** The metrics of a market ingest: how fresh every feed is, how every exchange answers, and what was published. */
import type { Registry } from 'prom-client'
import type { ExchangeHealth, FeedHealth, HealthSnapshot } from '../connectors/market-ingest/ingest-health.ts'
import type { TopicTally } from '../runtime/kafka/lane/lane-commit.ts'
import { addReady, type MetricsPage, metricsPage, processRegistry } from './metrics-page.ts'
import { addCounters, addGauges, type Labelled } from './series.ts'
import { writtenTraffic } from './traffic.ts'

const NAME = 'market-ingest'
/** More feeds than this are not told one by one: the number of frozen ones is told of all. */
const MOST_FEEDS = 500
const EXCHANGE_STATES: Readonly<Record<ExchangeHealth['state'], true>> = {
  STARTING: true,
  LIVE: true,
  RECOVERING: true,
}

export interface IngestSource {
  health(): HealthSnapshot
  isReady(): boolean
}

export class IngestMetrics {
  private readonly registry: Registry = processRegistry()
  private readonly written = writtenTraffic(this.registry)

  constructor({ health, isReady }: IngestSource) {
    const { registry } = this
    addReady(registry, isReady)
    addFeeds(registry, () => health().feeds)
    addExchanges(registry, () => health().exchanges)
  }

  /** Counts what a request has published. */
  seePublished(tallies: readonly TopicTally[]): void {
    for (const tally of tallies) this.written.count(NAME, tally)
  }

  page(): Promise<MetricsPage> {
    return metricsPage(this.registry)
  }
}

function addFeeds(registry: Registry, feeds: () => readonly FeedHealth[]): void {
  const age = 'Time since a market last moved, by the clock of its exchange; before it did, since it is followed.'
  addGauges(registry, { name: 'ilf_feed_age_seconds', help: age, labels: ['exchange', 'symbol'] }, () =>
    feeds()
      .slice(0, MOST_FEEDS)
      .map(({ exchange, symbol, feedAgeMs }) => [{ exchange, symbol }, feedAgeMs / 1000] as const),
  )
  const frozen = 'Feeds that have not moved for longer than --frozen-after-ms.'
  addGauges(registry, { name: 'ilf_feeds_frozen', help: frozen, labels: ['exchange'] }, () =>
    byExchange(feeds(), ({ isFrozen }) => (isFrozen ? 1 : 0)),
  )
  addGauges(registry, { name: 'ilf_feeds', help: 'Feeds that are followed.', labels: ['exchange'] }, () =>
    byExchange(feeds(), () => 1),
  )
  addCounters(registry, { name: 'ilf_ticks_total', help: 'Ticks that markets gave.', labels: ['exchange'] }, () =>
    byExchange(feeds(), ({ ticks }) => ticks),
  )
  const refused = 'Readings of a market that did not become ticks, by reason.'
  const labels = ['exchange', 'reason']
  addCounters(registry, { name: 'ilf_readings_refused_total', help: refused, labels }, function* () {
    for (const { exchange, refused: reasons } of feeds())
      for (const [reason, count] of Object.entries(reasons)) yield [{ exchange, reason }, count] as const
  })
}

function addExchanges(registry: Registry, exchanges: () => readonly ExchangeHealth[]): void {
  const state = 'State of the connection to an exchange: 1 for the one it is in, 0 for the others.'
  addGauges(registry, { name: 'ilf_exchange_state', help: state, labels: ['exchange', 'state'] }, function* () {
    for (const { exchange, state: now } of exchanges())
      for (const one of Object.keys(EXCHANGE_STATES)) yield [{ exchange, state: one }, one === now ? 1 : 0] as const
  })
  const reconnects = { name: 'ilf_exchange_reconnects_total', help: 'Times a socket was opened anew.' }
  addCounters(registry, { ...reconnects, labels: ['exchange'] }, () =>
    exchanges().map(({ exchange, reconnects: count }) => [{ exchange }, count] as const),
  )
  const offset = "The exchange's clock minus ours; missing before it was measured."
  addGauges(registry, { name: 'ilf_exchange_clock_offset_seconds', help: offset, labels: ['exchange'] }, () =>
    exchanges().flatMap(({ exchange, clockOffsetMs }): Labelled[] =>
      clockOffsetMs === null ? [] : [[{ exchange }, clockOffsetMs / 1000]],
    ),
  )
}

function byExchange(feeds: readonly FeedHealth[], figure: (feed: FeedHealth) => number): readonly Labelled[] {
  const sums = new Map<string, number>()
  for (const feed of feeds) sums.set(feed.exchange, (sums.get(feed.exchange) ?? 0) + figure(feed))
  return [...sums].map(([exchange, sum]) => [{ exchange }, sum] as const)
}
