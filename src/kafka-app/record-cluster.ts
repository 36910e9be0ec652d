/** Takes the run of a cluster away as a folder. */
import { configDigest } from '../app.ts'
import type { KafkaSettings } from '../config/kafka-settings.ts'
import { withOverrides } from '../config/overrides.ts'
import { type Cut, cutRun } from '../recording/cut-run.ts'
import { type Manifest, RecordingFolderError } from '../recording/format.ts'
import { type RecordProgress, writeRecording } from '../recording/write-recording.ts'
import { Serde } from '../records/serde.ts'
import { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../runtime/kafka/registry/registry-client.ts'
import { partitionCounts } from '../runtime/kafka/topics/topic-admin.ts'
import { ReplaySchemas } from '../runtime/replay/replay-schemas.ts'
import { orderTopic, topics } from '../topics.ts'
import { topologies } from '../topologies/index.ts'
import { VERSION } from '../version.ts'
import { registryUrl, withCluster } from './cluster.ts'
import { ClusterRun } from './cluster-run.ts'

export interface RecordClusterSettings {
  readonly kafka: KafkaSettings
  readonly out: string
  /** `key=value` texts: what the members run with. */
  readonly set?: readonly string[] | undefined
  /** Which topics and which event time; without it everything. */
  readonly cut?: Cut | undefined
  readonly signal: AbortSignal
  onProgress(progress: RecordProgress): void
}

/** Throws a RecordingFolderError where the members have run with another configuration than `set` gives. */
export function recordCluster({ kafka, out, set = [], cut = {}, ...rest }: RecordClusterSettings): Promise<Manifest> {
  return withCluster(kafka, async (cluster) => {
    const config = withOverrides(set)
    const digest = configDigest(config)
    const schemas = new KafkaSchemas({
      client: new RegistryClient({ url: registryUrl(kafka) }),
      topicPrefix: kafka.topicPrefix,
      onError: () => undefined,
      signal: rest.signal,
    })
    const counts = await partitionCounts(cluster, namesInOrder())
    const present = namesInOrder().filter((name) => (counts.get(name) ?? 0) > 0)
    const jsonDoor = new Set(kafka.jsonDoor ? [topics.aiSignal.name] : [])
    const run = await ClusterRun.open({ cluster, schemas, topics: present, jsonDoor })
    try {
      const names = topologies.map(({ name }) => name).filter((name) => present.includes(orderTopic(name).name))
      await checkDigest(run, names, digest)
      const source = `Kafka at ${kafka.brokers.join(',')}${kafka.topicPrefix === '' ? '' : `, prefix ${kafka.topicPrefix}`}`
      const about = { version: VERSION, source, topologies: names, config: { ...config }, configDigest: digest }
      return await writeRecording({ run: cutRun(run, cut), folder: out, about, ...rest })
    } finally {
      await run.close()
    }
  })
}

/** Outputs before orders before inputs: what is written while this is noted is then never without its cause. */
function namesInOrder(): readonly string[] {
  const written = topologies.flatMap(({ sinks }) => sinks.map(({ topic }) => topic.name))
  const orders = topologies.map(({ name }) => orderTopic(name).name)
  const all = Object.values(topics).map(({ name }) => name)
  return [...new Set([...written, topics.deadLetter.name, ...orders, ...all])]
}

async function checkDigest(run: ClusterRun, names: readonly string[], digest: string): Promise<void> {
  const serde = new Serde(new ReplaySchemas(run.schemas))
  for (const name of names) {
    const topic = orderTopic(name)
    for (let partition = 0; partition < run.partitionsOf(topic.name); partition++) {
      for await (const [first] of run.read(topic.name, partition)) {
        if (first === undefined) continue
        const { config_digest: found } = serde.decode(topic.codec, first.value)
        if (found === digest) break
        throw new RecordingFolderError(
          `${name} has run with another configuration (digest ${found}, not ${digest}): give the --set that its members have`,
        )
      }
    }
  }
}
