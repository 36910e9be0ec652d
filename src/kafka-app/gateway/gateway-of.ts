/** A gateway made of what the command line was told; whatever is not plainly allowed is refused. */
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import { ConfigError } from '../../config/overrides.ts'
import { checkKeyRights } from '../../connectors/gateway/binance/key-rights.ts'
import { checkPositionMode } from '../../connectors/gateway/binance/position-mode.ts'
import { confirmLive, type Environment } from '../../connectors/gateway/load-keys.ts'
import { GatewayMetrics } from '../../metrics/gateway-metrics.ts'
import type { MetricsPage } from '../../metrics/metrics-page.ts'
import type { StreamError } from '../../runtime/errors.ts'
import { clusterOptions, registryUrl } from '../cluster.ts'
import { gatewayReadiness, type Readiness } from '../readiness.ts'
import { checkDestination, clientsOf, type Destination } from './exchange-client.ts'
import { GatewayProcess } from './gateway-process.ts'
import type { GatewayStatus } from './gateway-status.ts'

export interface GatewaySettings extends Destination {
  readonly kafka: KafkaSettings
  readonly account: string
  /** What was typed to confirm. */
  readonly typed?: string | undefined
  readonly environment: Environment
  readonly leaseMs?: number | undefined
  /** From the first fill a stop is acknowledged within this, or the position is flattened, ms. */
  readonly stopDeadlineMs?: number | undefined
  onError(error: StreamError): void
}

/** A gateway with what people and monitors ask of it. */
export interface RunningGateway extends Pick<GatewayProcess, 'run' | 'stop'> {
  status(): GatewayStatus
  /** Whether it is ready to work, and if not, why. */
  readiness(): Readiness
  /** What it answers to Prometheus. */
  metrics(): Promise<MetricsPage>
}

/**
 * A gateway that is not running yet; its keys were asked what they may do. Throws a LiveRefused or a ConfigError that says
 * what is missing.
 */
export async function gatewayOf(settings: GatewaySettings): Promise<RunningGateway> {
  const { kafka, account, live, testnet, typed, environment, leaseMs, stopDeadlineMs, onError } = settings
  if (account === 'paper') throw new ConfigError('--account paper: paper-exchange trades that one; name another')
  checkDestination(settings)
  if (live) confirmLive(live, account, environment, typed)
  const { client, stream } = clientsOf(settings, environment)
  // The test network does not say what its keys may do, and nothing can be taken from it.
  if (!testnet) await checkKeyRights(client(() => true))
  await checkPositionMode(client(() => true))
  const readiness = () => gatewayReadiness(gateway.status)
  const metrics = new GatewayMetrics({
    status: () => gateway.status,
    isReady: () => readiness().ready,
    now: Date.now,
  })
  const gateway = new GatewayProcess({
    cluster: clusterOptions(kafka),
    registryUrl: registryUrl(kafka),
    groupId: `${kafka.app}-gateway-${account}`,
    account,
    client,
    stream,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(stopDeadlineMs === undefined ? {} : { stopDeadlineMs }),
    observer: metrics.hooks,
    onError(error) {
      metrics.seeError(error)
      onError(error)
    },
  })
  return {
    run: () => gateway.run(),
    stop: () => gateway.stop(),
    status: () => gateway.status,
    readiness,
    metrics: () => metrics.page(),
  }
}
