/** `ilf rebuild` on an installation: which group, which others share its topics, and the settings to reach it with. */
import { configDigest } from '../app.ts'
import type { KafkaSettings } from '../config/kafka-settings.ts'
import { withOverrides } from '../config/overrides.ts'
import type { StreamError } from '../runtime/errors.ts'
import { type RebuildResult, rebuild } from '../runtime/kafka/rebuild/rebuild.ts'
import { registryUrl, withCluster } from './cluster.ts'
import { groupIdOf, topologiesNamed, withPartitions } from './groups.ts'

export type { RebuildResult }

/** What `ilf rebuild` can be told. */
export interface RebuildSettings {
  readonly kafka: KafkaSettings
  /** Names of the topologies that run together. */
  readonly names: readonly string[]
  /** Partitions the topics shall have. */
  readonly partitions?: number | undefined
  /** `key=value` texts: the configuration that goes on afterwards. */
  readonly set?: readonly string[] | undefined
  readonly signal: AbortSignal
  onStep(text: string): void
  onError(error: StreamError): void
}

/** Rebuilds the state of a group, see `rebuild`. Throws where a member runs or something cannot be replayed. */
export function rebuildGroup({ kafka, names, partitions, set = [], ...rest }: RebuildSettings): Promise<RebuildResult> {
  const topologies = withPartitions(topologiesNamed(names), partitions)
  const config = withOverrides(set)
  return withCluster(kafka, (cluster) =>
    rebuild({
      ...cluster,
      ...rest,
      registryUrl: registryUrl(kafka),
      groupId: groupIdOf(kafka.app, topologies),
      topologies,
      config,
      configDigest: configDigest(config),
      jsonDoor: kafka.jsonDoor,
      // Every group of the installation reads or writes topics of the dataflow.
      sharesTopics: (groupId) => groupId.startsWith(`${kafka.app}-`),
    }),
  )
}
