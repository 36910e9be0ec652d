/** A gateway made of what the command line was told; whatever is not plainly allowed is refused. */
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import { ConfigError } from '../../config/overrides.ts'
import { checkKeyRights } from '../../connectors/gateway/binance/key-rights.ts'
import { checkPositionMode } from '../../connectors/gateway/binance/position-mode.ts'
import { confirmLive, type Environment } from '../../connectors/gateway/load-keys.ts'
import type { StreamError } from '../../runtime/errors.ts'
import { clusterOptions, registryUrl } from '../cluster.ts'
import { checkDestination, clientsOf, type Destination } from './exchange-client.ts'
import { GatewayProcess } from './gateway-process.ts'

export interface GatewaySettings extends Destination {
  readonly kafka: KafkaSettings
  readonly account: string
  /** What was typed to confirm. */
  readonly typed?: string | undefined
  readonly environment: Environment
  readonly leaseMs?: number | undefined
  onError(error: StreamError): void
}

/**
 * A gateway that is not running yet; its keys were asked what they may do. Throws a LiveRefused or a ConfigError that says
 * what is missing.
 */
export async function gatewayOf(settings: GatewaySettings): Promise<GatewayProcess> {
  const { kafka, account, live, testnet, typed, environment, leaseMs, onError } = settings
  if (account === 'paper') throw new ConfigError('--account paper: paper-exchange trades that one; name another')
  checkDestination(settings)
  if (live) confirmLive(live, account, environment, typed)
  const { client, stream } = clientsOf(settings, environment)
  // The test network does not say what its keys may do, and nothing can be taken from it.
  if (!testnet) await checkKeyRights(client(() => true))
  await checkPositionMode(client(() => true))
  return new GatewayProcess({
    cluster: clusterOptions(kafka),
    registryUrl: registryUrl(kafka),
    groupId: `${kafka.app}-gateway-${account}`,
    account,
    client,
    stream,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    onError,
  })
}
