/** A bridge made of what the command line was told. */
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import { ConfigError } from '../../config/overrides.ts'
import { DEFAULT_GUARDS, type EngineGuards } from '../../connectors/ai-bridge/guarded-engine.ts'
import { timeframeMs } from '../../domain/candle.ts'
import { BridgeMetrics } from '../../metrics/bridge-metrics.ts'
import type { MetricsPage } from '../../metrics/metrics-page.ts'
import { topics } from '../../topics.ts'
import { clusterOptions, registryUrl } from '../cluster.ts'
import { ProgressWatch } from '../progress-watch.ts'
import { type Readiness, readinessOf } from '../readiness.ts'
import type { WatchedLane } from '../standstill.ts'
import type { BridgeLaneStatus } from './bridge-lane.ts'
import { BridgeMember, type BridgeMemberOptions } from './bridge-member.ts'

/** What `ilf ai-bridge` can be told; the defaults are `DEFAULT_GUARDS` and those of the command. */
export interface BridgeSettings
  extends Pick<
    BridgeMemberOptions,
    'timeframe' | 'maxAgeMs' | 'hasFallback' | 'isPlain' | 'isFromBeginning' | 'onError' | 'onCircuit'
  > {
  readonly kafka: KafkaSettings
  readonly engineUrl: string
  readonly guards?: Partial<EngineGuards>
}

/** A bridge with what people and monitors ask of it. */
export interface Bridge extends Pick<BridgeMember, 'start' | 'stop' | 'status'> {
  /** Whether it is ready to work, and if not, why. */
  readiness(): Readiness
  /** What it answers to Prometheus. */
  metrics(): Promise<MetricsPage>
}

/** A bridge that is not started yet. Throws a ConfigError for addresses and times that are wrong. */
export function bridgeOf({ kafka, guards = {}, onError, ...rest }: BridgeSettings): Bridge {
  checkTimeframe(rest.timeframe)
  const watch = new ProgressWatch(() => member.status().lanes.map(watchedLane))
  const readiness = () => readinessOf(member.status(), watch.now())
  const metrics = new BridgeMetrics({
    status: () => member.status(),
    standings: () => watch.now(),
    isReady: () => readiness().ready,
    topic: topics.marketTick.name,
  })
  const member = new BridgeMember({
    ...rest,
    ...metrics.hooks,
    engineUrl: checkedUrl(rest.engineUrl),
    cluster: clusterOptions(kafka),
    registryUrl: registryUrl(kafka),
    groupId: bridgeGroupId(kafka.app, rest.timeframe),
    guards: { ...DEFAULT_GUARDS, ...guards },
    now: Date.now,
    onError(error) {
      metrics.seeError(error)
      onError(error)
    },
  })
  return {
    start() {
      watch.start()
      return member.start()
    },
    stop() {
      watch.stop()
      return member.stop()
    },
    status: () => member.status(),
    readiness,
    metrics: () => metrics.page(),
  }
}

/** Bridges of the same timeframe share the work; those of others are groups of their own. */
export function bridgeGroupId(app: string, timeframe: string): string {
  return `${app}-ai-bridge-${timeframe}`
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigError(`--engine ${text}: write a URL such as http://127.0.0.1:8001`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError('--engine: user and password in the URL are not supported')
  }
  return text
}

function checkTimeframe(text: string): void {
  try {
    timeframeMs(text)
  } catch (error) {
    throw new ConfigError(`--timeframe: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function watchedLane({ lane, lag, pending, committed }: BridgeLaneStatus): WatchedLane {
  if (committed === null) return { lane, tasks: [] }
  return { lane, tasks: [{ topology: 'ai-bridge', partition: lane, committed, hasWork: lag > 0 || pending > 0 }] }
}
