/** Starts topologies as a member of their consumer group. */
import type { AppConfig } from '../config/config.ts'
import type { KafkaSettings } from '../config/kafka-settings.ts'
import type { StreamError } from '../runtime/errors.ts'
import { KafkaRuntime } from '../runtime/kafka/kafka-runtime.ts'
import { clusterOptions, registryUrl } from './cluster.ts'
import { type AppTopology, groupIdOf } from './groups.ts'

export interface MemberOptions {
  readonly settings: KafkaSettings
  readonly topologies: readonly AppTopology[]
  readonly config: AppConfig
  readonly configDigest: string
  onError(error: StreamError): void
  /** Told how many inputs have just been taken. */
  onTaken?(count: number): void
}

/** A member that is not started yet. Throws a ConfigError where brokers or registry are not named. */
export function createMember({ settings, topologies, ...rest }: MemberOptions): KafkaRuntime<AppConfig> {
  return new KafkaRuntime({
    ...clusterOptions(settings),
    registryUrl: registryUrl(settings),
    groupId: groupIdOf(settings.app, topologies),
    topologies,
    jsonDoor: settings.jsonDoor,
    ...rest,
  })
}
