/** `ilf run` on a cluster: loads a recording into the input topics and runs every topology in this process. */
import { configDigest, openRecording, type RunSettings } from '../app.ts'
import type { AppConfig } from '../config/config.ts'
import type { KafkaSettings } from '../config/kafka-settings.ts'
import type { RecordingSummary } from '../connectors/recordings/index.ts'
import type { MetricsPage } from '../metrics/metrics-page.ts'
import { Serde } from '../records/serde.ts'
import type { StreamError } from '../runtime/errors.ts'
import type { KafkaStatus } from '../runtime/kafka/kafka-runtime.ts'
import { taskCount } from '../runtime/kafka/lane/open-tasks.ts'
import { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../runtime/kafka/registry/registry-client.ts'
import { topologies, topologiesForSignals } from '../topologies/index.ts'
import { AlreadyLoaded, CANDLE_TOPICS } from './already-loaded.ts'
import { registryUrl, withCluster } from './cluster.ts'
import { withPartitions } from './groups.ts'
import { loadRecording } from './load-recording.ts'
import { createMember, type Member } from './member.ts'
import type { Readiness } from './readiness.ts'
import { type KafkaReading, readFlow } from './report-reader.ts'
import { topicsWithSchema } from './schemas.ts'
import { createMissing, planOf, refuseDifferences } from './topics.ts'
import { untilQuiet } from './until-quiet.ts'

/** What a run on a cluster can be told, beside what any run can. Nothing lies in a folder. */
export interface KafkaRunSettings extends Omit<RunSettings, 'data' | 'fresh'> {
  readonly kafka: KafkaSettings
  readonly partitions?: number | undefined
  onError(error: StreamError): void
}

export interface KafkaRun {
  readonly config: AppConfig
  readonly summary: RecordingSummary
  readonly groupId: string
  /** Topics that were created for this run. */
  readonly created: readonly string[]
  /** Records of the recording that earlier runs have loaded. */
  readonly resumedAt: number
  /** Loads what is not loaded yet; returns how many records of the recording lie in the topics then. */
  load(signal: AbortSignal, onProgress: (records: number, timeMs: number) => void): Promise<number>
  /** Runs everything until the inputs are taken and the outputs are quiet, or until the signal. */
  go(signal: AbortSignal, onLook: (status: KafkaStatus, taken: number) => void): Promise<'completed' | 'stopped'>
  /** Reads back what the topics hold. */
  read(): Promise<KafkaReading>
  /** Whether it is at work, and if not, why. */
  readiness(): Readiness
  /** What it answers to Prometheus. */
  metrics(): Promise<MetricsPage>
}

/**
 * Creates the topics that are missing, with records kept for ever, registers the schemas, and finds out what is loaded
 * already. Throws where the recording cannot be read or the topics differ from what they must be like.
 */
export async function prepareKafkaRun(settings: KafkaRunSettings): Promise<KafkaRun> {
  const { kafka, partitions, onError } = settings
  const schemas = new KafkaSchemas({
    client: new RegistryClient({ url: registryUrl(kafka) }),
    topicPrefix: kafka.topicPrefix,
    onError,
    signal: new AbortController().signal,
  })
  const { config, source } = await openRecording(settings)
  const group = withPartitions(settings.signals === undefined ? topologies : topologiesForSignals, partitions)
  const plan = planOf(kafka.app, { groups: [group.map(({ name }) => name)], partitions, keep: true })
  const created = await createMissing(kafka, plan)
  await refuseDifferences(kafka, plan)
  await schemas.register(topicsWithSchema())
  const partitionsOf = (topic: string) => plan.find(({ name }) => name === topic)?.partitions ?? 0
  const written = new Set(group.flatMap(({ sinks }) => sinks.map(({ topic }) => topic.name)))
  const loaded = CANDLE_TOPICS.filter((topic) => !written.has(topic))
  const already = await withCluster(kafka, (cluster) => AlreadyLoaded.find(cluster, loaded))
  await already.check(source.open(), partitionsOf)
  let isLoading = true
  let taken = 0
  const member = createMember({
    settings: kafka,
    topologies: group,
    config,
    configDigest: configDigest(config),
    onError,
    onTaken: (count) => {
      taken += count
    },
  })
  const lanes = Math.max(...group.map((topology) => taskCount(topology, partitionsOf)))
  return {
    config,
    summary: source.summary,
    groupId: member.groupId,
    created,
    resumedAt: already.records,
    load: (signal, onProgress) =>
      withCluster(kafka, (cluster) =>
        loadRecording(source.open(), { cluster, serde: new Serde(schemas), partitionsOf, already, signal, onProgress }),
      ).finally(() => {
        isLoading = false
      }),
    go: (signal, onLook) => runUntilQuiet(member, lanes, signal, (status) => onLook(status, taken)),
    read: () => withCluster(kafka, (cluster) => readFlow(cluster, schemas)),
    readiness: () => (isLoading ? { ready: false, reason: 'loading the recording' } : member.readiness()),
    metrics: () => member.metrics(),
  }
}

async function runUntilQuiet(
  member: Member,
  lanes: number,
  signal: AbortSignal,
  onLook: (status: KafkaStatus) => void,
): Promise<'completed' | 'stopped'> {
  await member.start()
  try {
    const status = () => member.status()
    const end = await untilQuiet({ lanes, signal, status, onLook: () => onLook(member.status()) })
    return end === 'quiet' ? 'completed' : 'stopped'
  } finally {
    await member.stop()
  }
}
