/** The composition root of everything on Kafka; loaded only by commands that use it, because kafkajs comes with it. */
import { configDigest } from './app.ts'
import { type KafkaOptions, type KafkaSettings, kafkaSettings } from './config/kafka-settings.ts'
import { withOverrides } from './config/overrides.ts'
import { topologiesNamed, withPartitions } from './kafka-app/groups.ts'
import { createMember, type Member } from './kafka-app/member.ts'
import type { StreamError } from './runtime/errors.ts'

export type { KafkaSettings } from './config/kafka-settings.ts'
export type { HealthSnapshot, Told } from './connectors/market-ingest/index.ts'
export type { BridgeStatus } from './kafka-app/ai-bridge/bridge-member.ts'
export { bridgeOf } from './kafka-app/ai-bridge/bridge-of.ts'
export { examine } from './kafka-app/doctor/examine.ts'
export type { Finding } from './kafka-app/doctor/finding.ts'
export { gatewayOf } from './kafka-app/gateway/gateway-of.ts'
export { type Ingest, type IngestOptions, ingestInto } from './kafka-app/ingest-into.ts'
export { type KafkaRun, prepareKafkaRun } from './kafka-app/kafka-run.ts'
export { type LoadedInto, loadInto } from './kafka-app/load-into.ts'
export type { Member } from './kafka-app/member.ts'
export { type ClusterView, viewCluster } from './kafka-app/mirror/view-cluster.ts'
export { publishControl } from './kafka-app/publish-control.ts'
export { type Readiness, readinessOf } from './kafka-app/readiness.ts'
export { type RebuildResult, rebuildGroup } from './kafka-app/rebuild.ts'
export { type RecordClusterSettings, recordCluster } from './kafka-app/record-cluster.ts'
export { checkSchemas, registerSchemas, type SchemaResult } from './kafka-app/schemas.ts'
export { createMissing, differences, type PlannedTopic, planOf, type TopicDifference } from './kafka-app/topics.ts'
export type { MetricsPage } from './metrics/metrics-page.ts'
export type { StreamError } from './runtime/errors.ts'
export type { KafkaStatus } from './runtime/kafka/kafka-runtime.ts'

/** Options of the command line and the environment, checked. Throws a ConfigError. */
export function settingsOf(options: KafkaOptions): KafkaSettings {
  return kafkaSettings(options, process.env)
}

/** What `ilf start` can be told. */
export interface StartSettings {
  readonly kafka: KafkaSettings
  /** Names of the topologies that run together. */
  readonly names: readonly string[]
  readonly partitions?: number | undefined
  /** `key=value` texts. */
  readonly set?: readonly string[] | undefined
  onError(error: StreamError): void
}

/** A member that is not started yet. Throws a ConfigError for names, keys or addresses that are wrong. */
export function memberOf({ kafka, names, partitions, set = [], onError }: StartSettings): Member {
  const topologies = withPartitions(topologiesNamed(names), partitions)
  const config = withOverrides(set)
  return createMember({ settings: kafka, topologies, config, configDigest: configDigest(config), onError })
}
