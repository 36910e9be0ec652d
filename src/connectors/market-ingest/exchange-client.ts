/** ccxt's client of an exchange, for market data only: no keys, its rate limits on, another host where one is named. */
import { BadResponse, type Exchange, ExchangeNotAvailable, exchanges, pro } from 'ccxt'
import { IngestError } from './errors.ts'

export interface ClientOptions {
  /** As ccxt spells it, for example binanceusdm. */
  readonly exchange: string
  /** Another host for all its addresses, for example http://127.0.0.1:8099: a test venue or a proxy. */
  readonly endpoint?: string | undefined
  readonly timeoutMs: number
  /** Whether its websocket is to be left alone. */
  readonly isPolled?: boolean
}

/** What exchanges must be told beside the usual. */
const OPTIONS: readonly (readonly [name: RegExp, options: object])[] = [
  // Binance's short ticker has no trade id, by which a frozen feed is told from a quiet one.
  [/^binance/, { watchTickers: { name: 'ticker' } }],
  // All that is followed; spot and options would be thousands of listings more, every five minutes.
  [/^bybit/, { fetchMarkets: { types: ['linear'] } }],
  [/okx/, { fetchMarkets: { types: ['swap'] } }],
]

/**
 * The client with a websocket where there is one and it is wanted, else the one that can only ask.
 *
 * @throws IngestError for an exchange that ccxt does not know, or an endpoint that is no address
 */
export async function exchangeClient({ exchange, endpoint, timeoutMs, isPolled }: ClientOptions): Promise<Exchange> {
  const asking: unknown = Reflect.get(exchanges, exchange)
  const Client = isPolled ? asking : (Reflect.get(pro, exchange) ?? asking)
  if (typeof Client !== 'function') {
    const message = `ccxt does not know "${exchange}": take binanceusdm, bybit, okx or another of it`
    throw new IngestError('UNKNOWN_EXCHANGE', message)
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
