/** Topologies as a member of their consumer group, with what people and monitors ask of it. */
import type { AppConfig } from '../config/config.ts'
import type { KafkaSettings } from '../config/kafka-settings.ts'
import { MemberMetrics } from '../metrics/member-metrics.ts'
import type { MetricsPage } from '../metrics/metrics-page.ts'
import type { StreamError } from '../runtime/errors.ts'
import { KafkaRuntime, type KafkaStatus } from '../runtime/kafka/kafka-runtime.ts'
import { changelogTopic } from '../runtime/kafka/lane/changelog.ts'
import type { LaneProgress } from '../runtime/kafka/lane/lane-commit.ts'
import { topics } from '../topics.ts'
import { clusterOptions, registryUrl, withCluster } from './cluster.ts'
import { type AppTopology, groupIdOf } from './groups.ts'
import { lastAccountState } from './last-account-state.ts'
import { ProgressWatch } from './progress-watch.ts'
import { type Readiness, readinessOf } from './readiness.ts'
import type { WatchedLane } from './standstill.ts'

export interface MemberOptions {
  readonly settings: KafkaSettings
  readonly topologies: readonly AppTopology[]
  readonly config: AppConfig
  readonly configDigest: string
  onError(error: StreamError): void
  /** Told how many inputs have just been taken. */
  onTaken?(count: number): void
  /** After how long without getting on a topology stands still, ms. Default: `STANDSTILL_MS`. */
  readonly standstillMs?: number
}

/** A member of a group, see `groupIdOf`. */
export interface Member {
  readonly groupId: string
  /** Throws where topics are missing or wrong, a schema is refused, or the cluster does not answer. */
  start(): Promise<void>
  stop(): Promise<void>
  status(): KafkaStatus
  /** Whether it is ready to work, and if not, why. */
  readiness(): Readiness
  /** What it answers to Prometheus. */
  metrics(): Promise<MetricsPage>
}

/** A member that is not started yet. Throws a ConfigError where brokers or registry are not named. */
export function createMember({ settings, topologies, onError, standstillMs, ...rest }: MemberOptions): Member {
  const groupId = groupIdOf(settings.app, topologies)
  const watch = new ProgressWatch(() => runtime.progress().map(watchedLane))
  const readiness = () => readinessOf(runtime.status(), watch.now(), standstillMs)
  const metrics = new MemberMetrics({
    changelogOf: (topology) => changelogTopic(groupId, topology),
    progress: () => runtime.progress(),
    standings: () => watch.now(),
    isReady: () => readiness().ready,
    now: Date.now,
  })
  const runtime = new KafkaRuntime({
    ...clusterOptions(settings),
    registryUrl: registryUrl(settings),
    groupId,
    topologies,
    jsonDoor: settings.jsonDoor,
    ...rest,
    ...metrics.hooks,
    onError(error) {
      metrics.seeError(error)
      onError(error)
    },
  })
  const decides = topologies.some(({ sinks }) => sinks.some(({ topic }) => topic.name === topics.accountState.name))
  return {
    groupId,
    start: () =>
      withCluster(settings, async () => {
        watch.start()
        await runtime.start()
        // The account's mode outlives a restart, and is written again only when something changes. Only metrics need
        // it, so whatever keeps it from being read must not keep the member from its work.
        const state = decides ? await lastAccountState(settings, rest.config.execution.account).catch(() => null) : null
        if (state !== null) metrics.foundAccount(state)
      }),
    async stop() {
      watch.stop()
      await runtime.stop()
    },
    status: () => runtime.status(),
    readiness,
    metrics: () => metrics.page(),
  }
}

function watchedLane({ lane, tasks }: LaneProgress): WatchedLane {
  return {
    lane,
    tasks: tasks.map(({ topology, partition, committed, uncommitted, inputs }) => {
      return { topology, partition, committed, hasWork: uncommitted > 0 || inputs.some(({ lag }) => lag > 0) }
    }),
  }
}
