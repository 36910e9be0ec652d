/** Creates the topics of some topologies, registers their schemas, and gives what encodes their values. */
import { Serde } from '../../dist/records/serde.js'
import { KafkaSchemas } from '../../dist/runtime/kafka/registry/kafka-schemas.js'
import { RegistryClient } from '../../dist/runtime/kafka/registry/registry-client.js'
import { createTopics } from '../../dist/runtime/kafka/topics/topic-admin.js'
import { keptForEver, plannedTopics, recordTopics } from '../../dist/runtime/kafka/topics/topic-plan.js'

/** Throws where the cluster or the registry refuses. */
export async function prepareCluster({ brokers, registryUrl, topicPrefix, groupId }, topologies) {
  await createTopics({ brokers, topicPrefix }, plannedTopics(groupId, topologies).map(keptForEver))
  const schemas = new KafkaSchemas({
    client: new RegistryClient({ url: registryUrl }),
    topicPrefix,
    signal: new AbortController().signal,
    onError: (error) => {
      throw error
    },
  })
  await schemas.register(recordTopics(topologies))
  return new Serde(schemas)
}
