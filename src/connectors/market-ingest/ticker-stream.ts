/** The tickers of an exchange over its websocket: every message is looked at once, as it comes. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Exchange, NetworkError } from 'ccxt'
import { FeedSilent } from './errors.ts'
import { within } from './within.ts'

/** How often a socket's silence is looked for at most, ms. */
const LOOK_EVERY_MS = 500

export interface TickerStreamOptions {
  readonly client: Exchange
  /** A socket without any news for so long is given up, ms. */
  readonly silentAfterMs: number
  /** A message came: `client.tickers` may hold more; returns whether it does. */
  takeNews(): boolean
  /** A message was not understood; the stream goes on. */
  onUnreadable(error: unknown): void
}

/**
 * ccxt would have every message waited for by itself, with all symbols named again: with 42 symbols that costs more than
 * reading the message, and what comes meanwhile is seen late or not at all. So the stream looks on where ccxt's client
 * hands its messages, errors and closings over.
 */
export class TickerStream {
  readonly #options: TickerStreamOptions
  #heardAt = 0
  #broken = new AbortController()

  constructor(options: TickerStreamOptions) {
    this.#options = options
    const { client } = options
    const { handleMessage, onError, onClose } = client
    client.handleMessage = (socket, message) => {
      try {
        handleMessage.call(client, socket, message)
      } catch (error) {
        options.onUnreadable(error)
      }
      if (options.takeNews()) this.#heardAt = performance.now()
    }
    // Of a socket that was given up before nothing is heard any more: its end is no news.
    const isOpen = (socket: { readonly url: string }) => Object.is(client.clients[socket.url], socket)
    client.onError = (socket, error) => {
      if (isOpen(socket)) this.#broken.abort(error)
      onError.call(client, socket, error)
    }
    client.onClose = (socket, event) => {
      if (isOpen(socket)) this.#broken.abort(new NetworkError(`${client.id} closed the socket`))
      onClose.call(client, socket, event)
    }
  }

  /**
   * Listens to the markets until the signal, or as long as `isWanted`. `onLive` is called once news have come.
   *
   * @throws what went wrong with the socket; FeedSilent where it is open and nothing comes
   */
  async listen(
    names: readonly string[],
    { isWanted, onLive }: { isWanted(): boolean; onLive(): void },
    signal: AbortSignal,
  ): Promise<void> {
    const { client, silentAfterMs } = this.#options
    this.#broken = new AbortController()
    const broken = this.#broken.signal
    await within(client.watchTickers([...names]), silentAfterMs)
    onLive()
    const either = AbortSignal.any([signal, broken])
    while (isWanted() && !signal.aborted) {
      await pause(Math.min(LOOK_EVERY_MS, silentAfterMs / 2), undefined, { signal: either }).catch(() => {})
      broken.throwIfAborted()
      if (performance.now() - this.#heardAt > silentAfterMs) throw new FeedSilent(silentAfterMs)
    }
  }
}
