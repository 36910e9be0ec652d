/** Live markets into a cluster: creates the topics that are missing, and publishes as it happens. */
import { DEFAULT_INGEST_SYMBOLS } from '../config/ingest-symbols.ts'
import type { KafkaSettings } from '../config/kafka-settings.ts'
import {
  DEFAULT_INGEST_TIMES,
  type HealthSnapshot,
  type IngestSettings,
  MarketIngest,
} from '../connectors/market-ingest/index.ts'
import { IngestMetrics } from '../metrics/ingest-metrics.ts'
import type { MetricsPage } from '../metrics/metrics-page.ts'
import { Serde } from '../records/serde.ts'
import type { StreamError } from '../runtime/errors.ts'
import { type ClusterOptions, Connection, kafkaClient } from '../runtime/kafka/client/connection.ts'
import { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../runtime/kafka/registry/registry-client.ts'
import { topics } from '../topics.ts'
import { AlreadyLoaded } from './already-loaded.ts'
import { registryUrl, withCluster } from './cluster.ts'
import { loadRecording } from './load-recording.ts'
import { readPartition } from './read-topic.ts'
import { ingestReadiness, type Readiness } from './readiness.ts'
import { topicsWithSchema } from './schemas.ts'
import { createMissing, planOf } from './topics.ts'

/** What `ilf ingest` can be told; what is left out is `DEFAULT_INGEST_SYMBOLS` and `DEFAULT_INGEST_TIMES`. */
export interface IngestOptions extends Partial<Omit<IngestSettings, 'tell' | 'exchanges' | 'knownUntilMs'>> {
  readonly kafka: KafkaSettings
  readonly exchanges: readonly string[]
  /** Partitions of topics that must be created. */
  readonly partitions?: number | undefined
  tell: IngestSettings['tell']
  onError(error: StreamError): void
}

/** An ingest that is running. */
export interface Ingest {
  /** How fresh everything is. */
  health(): HealthSnapshot
  /** Whether every exchange is live, and if not, which is not and why. */
  readiness(): Readiness
  /** What it answers to Prometheus. */
  metrics(): Promise<MetricsPage>
  /** Resolves with the number of records published, once the signal has aborted. */
  readonly ended: Promise<number>
}

const WRITTEN = [topics.marketTick, topics.fundingRate, topics.instrument, topics.deadLetter]

/**
 * Starts, with history from the end of what market.tick holds. Throws a ConfigError or StreamError where the cluster
 * cannot take it; `ended` rejects with an IngestError for exchanges and symbols that do not exist.
 */
export async function ingestInto(options: IngestOptions, signal: AbortSignal): Promise<Ingest> {
  const { kafka, partitions, onError, ...settings } = options
  const client = new RegistryClient({ url: registryUrl(kafka) })
  const schemas = new KafkaSchemas({ client, topicPrefix: kafka.topicPrefix, onError, signal })
  const names: readonly string[] = WRITTEN.map(({ name }) => name)
  const plan = planOf(kafka.app, { groups: [], partitions, keep: false }).filter(({ name }) => names.includes(name))
  await createMissing(kafka, plan)
  await schemas.register(topicsWithSchema())
  const { counts, knownUntilMs } = await withCluster(kafka, (cluster) => look(cluster, names))
  const ingest = new MarketIngest({
    ...DEFAULT_INGEST_TIMES,
    symbols: DEFAULT_INGEST_SYMBOLS,
    now: Date.now,
    random: Math.random,
    ...settings,
    knownUntilMs,
  })
  const readiness = () => ingestReadiness(ingest.health())
  const metrics = new IngestMetrics({ health: () => ingest.health(), isReady: () => readiness().ready })
  const publish = (cluster: ClusterOptions) =>
    loadRecording(ingest.records(signal), {
      cluster,
      serde: new Serde(schemas),
      partitionsOf: (topic) => counts.get(topic) ?? 0,
      already: AlreadyLoaded.nothing(),
      isLive: true,
      onPublished: (written) => metrics.seePublished(written),
    })
  return {
    health: () => ingest.health(),
    readiness,
    metrics: () => metrics.page(),
    ended: withCluster(kafka, publish),
  }
}

interface Look {
  /** Partitions of each topic, as the cluster has them. */
  readonly counts: ReadonlyMap<string, number>
  /** The latest tick's event time, Unix ms; 0 where there is none. */
  readonly knownUntilMs: number
}

/** Ticks are published by event time, so the last of each partition are the latest. */
async function look(cluster: ClusterOptions, names: readonly string[]): Promise<Look> {
  const prefix = cluster.topicPrefix ?? ''
  const connection = new Connection(kafkaClient(cluster))
  try {
    await connection.open(names.map((name) => prefix + name))
    const counts = new Map(names.map((name) => [name, connection.partitionsOf(prefix + name)]))
    const ticks = topics.marketTick.name
    let knownUntilMs = 0
    for (let partition = 0; partition < (counts.get(ticks) ?? 0); partition += 1) {
      for (const { timestamp } of await readPartition(connection, prefix + ticks, partition, LAST_TICKS)) {
        knownUntilMs = Math.max(knownUntilMs, timestamp)
      }
    }
    return { counts, knownUntilMs }
  } finally {
    await connection.close()
  }
}

/** More than markets share a partition: exchanges differ by a moment in what they call now. */
const LAST_TICKS = 200
