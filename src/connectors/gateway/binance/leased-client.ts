/** ccxt's client of Binance USDⓈ-M for one account: it signs under a lease only, and keeps the exchange's rate limits. */
import { binanceusdm, functions } from 'ccxt'
import { LeaseLost } from './errors.ts'

export interface BinanceOptions {
  readonly apiKey: string
  readonly secret: string
  /** Replaces ccxt's addresses; for a test server. */
  readonly urls?: Readonly<Record<string, unknown>>
  /** Talks to the exchange's test network: Binance's demo trading, with keys made there. */
  readonly isTestnet?: boolean
  readonly timeoutMs?: number
  readonly recvWindowMs?: number
  /** Asked before every signature. */
  readonly leaseIsAlive: () => boolean
}

/**
 * Below what Binance allows an address, 2,400 of weight a minute; what is left is for others there, such as the ingest. Three
 * seconds' worth, 100, may go at once, and then nobody waits longer than that.
 */
const WEIGHT_LIMIT = { rateLimiterAlgorithm: 'rollingWindow', rollingWindowSize: 3_000, rateLimit: 30 }
/** Below what it allows an account, 300 orders in ten seconds and 1,200 in a minute: 200 in ten seconds. */
const ORDER_LIMIT = { algorithm: 'rollingWindow', windowSize: 10_000, rateLimit: 50 }
const ORDER_PATHS = ['order', 'algoOrder']

/** ccxt's client, which signs nothing without a living lease. */
export class LeasedClient extends binanceusdm {
  leaseIsAlive: () => boolean = () => false

  override sign(...request: Parameters<binanceusdm['sign']>): ReturnType<binanceusdm['sign']> {
    if (!this.leaseIsAlive()) throw new LeaseLost('the lease of this account is not alive: nothing is signed')
    return super.sign(...request)
  }

  /** The turns of requests that place or cancel an order. */
  readonly #orders = new functions.Throttler(ORDER_LIMIT)
  #isOrder = false

  /** ccxt asks what a request costs, and in the same breath for its turn. */
  override calculateRateLimiterCost(...request: Parameters<binanceusdm['calculateRateLimiterCost']>): number {
    const [, method, path] = request
    this.#isOrder = method !== 'GET' && ORDER_PATHS.includes(path)
    return super.calculateRateLimiterCost(...request)
  }

  /** Orders do not queue behind questions: the exchange counts them by themselves. */
  override throttle(cost?: number): Promise<unknown> {
    return this.#isOrder ? this.#orders.throttle(1) : super.throttle(cost)
  }

  /** How long the last answer asked to wait (Retry-After), ms; null where it did not. */
  get retryAfterMs(): number | null {
    const headers: unknown = this.last_response_headers
    const seconds =
      typeof headers === 'object' && headers !== null ? Number(Reflect.get(headers, 'Retry-After')) : Number.NaN
    return Number.isFinite(seconds) ? seconds * 1_000 : null
  }
}

/** A client for the options; it never repeats a request by itself. */
export function leasedClient(asked: BinanceOptions): LeasedClient {
  const { apiKey, secret, urls, isTestnet = false, timeoutMs, recvWindowMs, leaseIsAlive } = asked
  const options = { recvWindow: recvWindowMs ?? 2_000, maxRetriesOnFailure: 0 }
  const client = new LeasedClient({ apiKey, secret, timeout: timeoutMs ?? 2_000, options, ...WEIGHT_LIMIT })
  client.leaseIsAlive = leaseIsAlive
  // ccxt refuses to sign for testnet.binancefuture.com: demo trading is what Binance has put in its place.
  if (isTestnet) client.enableDemoTrading(true)
  if (urls !== undefined) client.urls.api = urls
  return client
}
