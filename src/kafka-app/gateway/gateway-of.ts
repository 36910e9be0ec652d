/** A gateway made of what the command line was told; whatever is not plainly allowed is refused. */
import type { KafkaSettings } from '../../config/kafka-settings.ts'
import { ConfigError } from '../../config/overrides.ts'
import { leasedClient } from '../../connectors/gateway/binance/binance-venue.ts'
import { checkKeyRights } from '../../connectors/gateway/binance/key-rights.ts'
import { checkPositionMode } from '../../connectors/gateway/binance/position-mode.ts'
import { confirmLive, type Environment, loadKeys } from '../../connectors/gateway/load-keys.ts'
import type { StreamError } from '../../runtime/errors.ts'
import { clusterOptions, registryUrl } from '../cluster.ts'
import { GatewayProcess } from './gateway-process.ts'

export interface GatewaySettings {
  readonly kafka: KafkaSettings
  readonly account: string
  /** Real money. */
  readonly live: boolean
  /** The exchange's test network. */
  readonly testnet: boolean
  /** A server on this machine that speaks the exchange's protocol, instead of the exchange. */
  readonly exchangeUrl?: string | undefined
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
  const { kafka, account, live, testnet, exchangeUrl, typed, environment, leaseMs, onError } = settings
  if (account === 'paper') throw new ConfigError('--account paper: paper-exchange trades that one; name another')
  if ([live, testnet, exchangeUrl !== undefined].filter(Boolean).length !== 1)
    throw new ConfigError('say where orders go: --testnet, --live, or --exchange-url for a server on this machine')
  if (live) confirmLive(live, account, environment, typed)
  const keys = loadKeys(environment)
  const urls = exchangeUrl === undefined ? undefined : localUrls(exchangeUrl)
  const client = (leaseIsAlive: () => boolean) =>
    leasedClient({
      apiKey: keys.apiKey.reveal(),
      secret: keys.secret.reveal(),
      leaseIsAlive,
      isTestnet: testnet,
      ...(urls === undefined ? {} : { urls }),
    })
  // The test network does not say what its keys may do, and nothing can be taken from it.
  if (!testnet) await checkKeyRights(client(() => true))
  await checkPositionMode(client(() => true))
  return new GatewayProcess({
    cluster: clusterOptions(kafka),
    registryUrl: registryUrl(kafka),
    groupId: `${kafka.app}-gateway-${account}`,
    account,
    client,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    onError,
  })
}

/** ccxt's addresses, all on one server of this machine. Throws a ConfigError for any other. */
function localUrls(text: string): Readonly<Record<string, unknown>> {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'http:' || !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))
    throw new ConfigError(`--exchange-url ${text}: write a server on this machine, such as http://127.0.0.1:8900`)
  const base = url.origin
  const versions = { '': 'v1', V2: 'v2', V3: 'v3' }
  const futures = Object.entries(versions).flatMap(([suffix, version]) =>
    ['fapiPublic', 'fapiPrivate'].map((name) => [name + suffix, `${base}/fapi/${version}`] as const),
  )
  return {
    ...Object.fromEntries(futures),
    sapi: `${base}/sapi/v1`,
    public: `${base}/api/v3`,
    private: `${base}/api/v3`,
  }
}
