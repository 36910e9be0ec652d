/** Where orders go and the client that takes them there: the exchange, its test network, or a server on this machine. */
import { ConfigError } from '../../config/overrides.ts'
import { type LeasedClient, leasedClient } from '../../connectors/gateway/binance/leased-client.ts'
import { type LeasedStream, leasedStream } from '../../connectors/gateway/binance/user-stream.ts'
import { type Environment, loadKeys } from '../../connectors/gateway/load-keys.ts'

/** Exactly one of them must be chosen. */
export interface Destination {
  /** Real money. */
  readonly live: boolean
  /** The exchange's test network. */
  readonly testnet: boolean
  /** A server on this machine that speaks the exchange's protocol, instead of the exchange. */
  readonly exchangeUrl?: string | undefined
}

/** Throws a ConfigError unless exactly one place is named, and one that may be. */
export function checkDestination({ live, testnet, exchangeUrl }: Destination): void {
  if ([live, testnet, exchangeUrl !== undefined].filter(Boolean).length !== 1)
    throw new ConfigError('say where orders go: --testnet, --live, or --exchange-url for a server on this machine')
  if (exchangeUrl !== undefined) localUrls(exchangeUrl)
}

/** What is made with the keys of an account; all of it signs while the lease lives. */
export interface ExchangeClients {
  client(leaseIsAlive: () => boolean): LeasedClient
  stream(leaseIsAlive: () => boolean): LeasedStream
}

/** Makes clients with the keys of the environment. Throws a LiveRefused without keys. */
export function clientsOf(destination: Destination, environment: Environment): ExchangeClients {
  const keys = loadKeys(environment)
  const place = placeOf(destination)
  const optionsOf = (leaseIsAlive: () => boolean) => {
    return { apiKey: keys.apiKey.reveal(), secret: keys.secret.reveal(), leaseIsAlive, ...place }
  }
  return {
    client: (leaseIsAlive) => leasedClient(optionsOf(leaseIsAlive)),
    stream: (leaseIsAlive) => leasedStream(optionsOf(leaseIsAlive)),
  }
}

/** A client that may ask what anybody may ask: it signs nothing. */
export function publicClient(destination: Destination): LeasedClient {
  return leasedClient({ apiKey: '', secret: '', leaseIsAlive: () => true, ...placeOf(destination) })
}

function placeOf({ testnet, exchangeUrl }: Destination) {
  return { isTestnet: testnet, ...(exchangeUrl === undefined ? {} : { urls: localUrls(exchangeUrl) }) }
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
    ws: { future: `${base.replace('http', 'ws')}/ws` },
  }
}
