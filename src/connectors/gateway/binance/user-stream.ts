/** Binance's user data stream as a wake-up: it says in which symbol something happened; what happened is asked for. */
import { type binanceusdm, pro } from 'ccxt'
import { LeaseLost, withoutAddress } from './errors.ts'
import type { BinanceOptions } from './leased-client.ts'

/** ccxt's websocket client, which signs nothing without a living lease. */
export class LeasedStream extends pro.binanceusdm {
  leaseIsAlive: () => boolean = () => false

  override sign(...request: Parameters<binanceusdm['sign']>): ReturnType<binanceusdm['sign']> {
    if (!this.leaseIsAlive()) throw new LeaseLost('the lease of this account is not alive: nothing is signed')
    return super.sign(...request)
  }

  /** The key of the stream is renewed every 20 minutes; waiting for that must not keep a stopped process alive. */
  override delay(timeoutMs: number, method: (...args: unknown[]) => unknown, ...args: unknown[]): void {
    setTimeout(() => this.spawn(method, ...args), timeoutMs).unref()
  }
}

/** A stream for the options. Nothing is connected before it is followed. */
export function leasedStream({ apiKey, secret, urls, isTestnet = false, leaseIsAlive }: BinanceOptions): LeasedStream {
  const stream = new LeasedStream({ apiKey, secret, newUpdates: true })
  // Snapshots nobody waits for would end the process when a connection is cut: their promises are rejected then.
  stream.options.watchPositions = { ...stream.options.watchPositions, fetchPositionsSnapshot: false }
  stream.options.watchBalance = { ...stream.options.watchBalance, fetchBalanceSnapshot: false }
  stream.leaseIsAlive = leaseIsAlive
  if (isTestnet) stream.enableDemoTrading(true)
  if (urls !== undefined) stream.urls.api = urls
  return stream
}

export interface FollowOptions {
  readonly stream: LeasedStream
  /** Told the symbol of every order that has changed, as the exchange spells it. */
  readonly onSymbol: (symbol: string) => void
  /** Told why it does not go on; it is tried again after `againMs`. */
  readonly onError: (text: string) => void
  readonly againMs: number
  readonly signal: AbortSignal
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>
}

/** Follows until the signal is aborted, whatever happens to the connection. */
export async function followUserStream(options: FollowOptions): Promise<void> {
  const { stream, onSymbol, onError, againMs, signal, sleep } = options
  const close = () => void stream.close().catch(() => undefined)
  signal.addEventListener('abort', close, { once: true })
  try {
    // Without TLS ccxt wants the agent loaded before its first websocket.
    await stream.loadHttpProxyAgent()
    while (!signal.aborted) {
      try {
        for (const { info } of await stream.watchOrders()) if (typeof info?.s === 'string') onSymbol(info.s)
      } catch (error) {
        if (signal.aborted) return
        onError(withoutAddress(error instanceof Error ? error.message : String(error)))
        await sleep(againMs, signal)
      }
    }
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}
