/** Publishes the external inputs of a recording into a cluster: yesterday, fed to a staging installation. */
import type { KafkaSettings } from '../config/kafka-settings.ts'
import type { SourceRecord } from '../connectors/source-record.ts'
import { Serde } from '../records/serde.ts'
import type { StreamError } from '../runtime/errors.ts'
import { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../runtime/kafka/registry/registry-client.ts'
import { topics } from '../topics.ts'
import { AlreadyLoaded } from './already-loaded.ts'
import { registryUrl, withCluster } from './cluster.ts'
import { loadRecording } from './load-recording.ts'
import { topicsWithSchema } from './schemas.ts'
import { createMissing, planOf, refuseDifferences } from './topics.ts'

export interface LoadInto {
  readonly kafka: KafkaSettings
  /** Partitions of topics that must be created; those that are there must have as many. */
  readonly partitions?: number | undefined
  /** Names of the topics that the records are for. */
  readonly topics: readonly string[]
  /** Opens the records anew, by event time. */
  open(): Iterable<readonly SourceRecord[]> | AsyncIterable<readonly SourceRecord[]>
  /** Publishes behind whatever the topics hold, instead of going on with this recording. */
  readonly append: boolean
  /** Waits until an event time is due; without it as fast as it goes. */
  readonly pace?: ((timeMs: number) => Promise<void>) | undefined
  readonly signal: AbortSignal
  onError(error: StreamError): void
  onProgress(records: number, timeMs: number): void
}

/** What came of it. */
export interface LoadedInto {
  /** Topics that were created, their records kept for ever. */
  readonly created: readonly string[]
  /** Records of the recording that lay there before. */
  readonly before: number
  /** Records of the recording that lie there now; fewer than it has where it was stopped. */
  readonly records: number
}

/**
 * Publishes them, or goes on where a stopped one ended. Throws a halt error where a topic is not made for old records, or
 * holds records that are not this recording's.
 */
export async function loadInto(options: LoadInto): Promise<LoadedInto> {
  const { kafka, partitions, topics: inputs, append, pace, signal, onError, onProgress } = options
  const names = [...inputs, topics.deadLetter.name]
  const client = new RegistryClient({ url: registryUrl(kafka) })
  const schemas = new KafkaSchemas({ client, topicPrefix: kafka.topicPrefix, onError, signal })
  const all = planOf(kafka.app, { groups: [], partitions, keep: true })
  const plan = all.filter(({ name }) => names.includes(name))
  const created = await createMissing(kafka, plan)
  await refuseDifferences(kafka, plan)
  await schemas.register(topicsWithSchema())
  const partitionsOf = (topic: string) => plan.find(({ name }) => name === topic)?.partitions ?? 0
  return withCluster(kafka, async (cluster) => {
    const already = append ? AlreadyLoaded.nothing() : await AlreadyLoaded.find(cluster, inputs)
    await already.check(options.open(), partitionsOf)
    const before = already.records
    const serde = new Serde(schemas)
    const records = await loadRecording(options.open(), {
      cluster,
      serde,
      partitionsOf,
      already,
      signal,
      pace,
      onProgress,
    })
    return { created, before, records }
  })
}
