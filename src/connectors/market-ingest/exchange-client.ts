/** ccxt's client of an exchange, for market data only: no keys, its rate limits on, another host where one is named. */
import { BadResponse, type Exchange, ExchangeNotAvailable, exchanges, pro } from 'ccxt'
import { IngestError } from './errors.ts'

export interface ClientOptions {
  /** As ccxt spells it, for example binanceusdm. */
  readonly exchange: string
  /** Another host for all its addresses, for example http://127.0.0.1:8099: a test venue or a proxy. */
  readonly endpoint?: string | undefined
  readonly timeoutMs: number
}

/** What exchanges must be told beside the usual. */
const OPTIONS: readonly (readonly [name: RegExp, options: object])[] = [
  // Binance's short ticker has no trade id, by which a frozen feed is told from a quiet one.
  [/^binance/, { watchTickers: { name: 'ticker' } }],
  // All that is followed; spot and options would be thousands of listings more, every five minutes.
  [/^bybit/, { fetchMarkets: { types: ['linear'] } }],
  [/okx/, { fetchMarkets: { types: ['swap'] } }],
]

/** @throws IngestError for an exchange that ccxt has no websocket client for, or an endpoint that is no address */
export async function exchangeClient({ exchange, endpoint, timeoutMs }: ClientOptions): Promise<Exchange> {
  const Client: unknown = Reflect.get(pro, exchange)
  if (typeof Client !== 'function') {
    const has = Object.keys(exchanges).includes(exchange) ? 'has no websocket client for' : 'does not know'
    throw new IngestError(
      'UNKNOWN_EXCHANGE',
      `ccxt ${has} "${exchange}": take binanceusdm, bybit, okx or another of it`,
    )
  }
  const options = { defaultType: 'swap', ...OPTIONS.find(([name]) => name.test(exchange))?.[1] }
  const client: Exchange = Reflect.construct(Client, [
    { enableRateLimit: true, timeout: timeoutMs, newUpdates: false, options },
  ])
  refuseWhatIsNoAnswer(client)
  if (endpoint !== undefined) {
    Object.assign(client.urls, { api: redirected(client.urls.api, hostOf(endpoint)) })
    // Without TLS ccxt wants the agent loaded before its first websocket.
    await client.loadHttpProxyAgent()
  }
  return client
}

/** ccxt takes a page of HTML under status 200 for an empty list, and a 5xx in JSON for a final word; both will pass. */
function refuseWhatIsNoAnswer(client: Exchange): void {
  client.onRestResponse = (
    status: number,
    _text: string,
    url: string,
    method: string,
    _headers: unknown,
    body: string,
  ) => {
    const text = body.trim()
    if (status >= 500) throw new ExchangeNotAvailable(`${client.id} ${method} ${url} ${status} ${text}`)
    if (status === 200 && !/^[[{]/.test(text))
      throw new BadResponse(`${client.id} ${method} ${url} is no JSON: ${text}`)
    return text
  }
}

function hostOf(endpoint: string): URL {
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint)) {
    throw new IngestError('BAD_OPTION', `"${endpoint}" is no address: write http://host:port or https://host`)
  }
  return new URL(endpoint)
}

/** The same addresses on another host; the protocol follows it. */
function redirected(addresses: unknown, host: URL): unknown {
  if (typeof addresses === 'string') {
    const isSocket = addresses.startsWith('ws')
    const protocol = `${isSocket ? 'ws' : 'http'}${host.protocol === 'https:' ? 's' : ''}`
    return addresses.replace(/^\w+:\/\/[^/]+/, `${protocol}://${host.host}`)
  }
  if (typeof addresses !== 'object' || addresses === null) return addresses
  return Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, redirected(address, host)]))
}
