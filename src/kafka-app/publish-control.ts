/** An operator's word to an account of a cluster: one control.command. */
import type { KafkaSettings } from '../config/kafka-settings.ts'
import type { ControlCommand } from '../records/generated.ts'
import { Serde } from '../records/serde.ts'
import { StreamError } from '../runtime/errors.ts'
import type { Patience } from '../runtime/kafka/client/patiently.ts'
import { KafkaSchemas } from '../runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../runtime/kafka/registry/registry-client.ts'
import { partitionCounts } from '../runtime/kafka/topics/topic-admin.ts'
import { topics } from '../topics.ts'
import { AlreadyLoaded } from './already-loaded.ts'
import { registryUrl, withCluster } from './cluster.ts'
import { loadRecording } from './load-recording.ts'

/**
 * Resolves when the word lies in control.command, acknowledged by all replicas. Throws a StreamError where the topic is
 * missing or the cluster does not answer.
 */
export async function publishControl(kafka: KafkaSettings, command: ControlCommand, patience: Patience): Promise<void> {
  const topic = topics.controlCommand
  const client = new RegistryClient({ url: registryUrl(kafka) })
  await withCluster(kafka, async (cluster) => {
    const counts = await partitionCounts(cluster, [topic.name])
    if (counts.get(topic.name) === 0) {
      const name = kafka.topicPrefix + topic.name
      throw new StreamError('NO_TOPIC', 'halt', `there is no topic ${name}: \`ilf topics create\` makes it`)
    }
    const schemas = new KafkaSchemas({ client, topicPrefix: kafka.topicPrefix, ...patience })
    await schemas.register([topic])
    const record = {
      topic: topic.name,
      key: topic.keyOf(command),
      timestamp: topic.timeOf(command),
      value: command,
      source: 'control',
    }
    await loadRecording([[record]], {
      cluster,
      serde: new Serde(schemas),
      partitionsOf: (name) => counts.get(name) ?? 0,
      already: AlreadyLoaded.nothing(),
    })
  })
}
