/** The way to an exchange's REST interface: asks until it is answered, and leaves it alone as long as it wants. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Exchange } from 'ccxt'
import { BackOff } from './back-off.ts'
import { isPassing, retryAfterMs } from './errors.ts'

export interface RestDoorOptions {
  readonly client: Exchange
  readonly random: () => number
  onFailure(what: string, error: unknown, pauseMs: number): void
}

export class RestDoor {
  readonly #options: RestDoorOptions
  /** After a refusal (429, 418) nothing is asked before this, whatever it is: monotonic ms. */
  #closedUntil = 0

  constructor(options: RestDoorOptions) {
    this.#options = options
  }

  /**
   * Asks until there is an answer. Network trouble, 5xx, refusals and answers that are no JSON are waited out;
   * everything else is thrown, and so is the last error once the signal has aborted.
   */
  async ask<T>(what: string, call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { client, random, onFailure } = this.#options
    const backOff = new BackOff(random)
    for (;;) {
      await pause(Math.max(0, this.#closedUntil - performance.now()), undefined, { signal })
      try {
        return await call()
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error
        const wanted = retryAfterMs(client, error)
        if (wanted !== null) this.#closedUntil = Math.max(this.#closedUntil, performance.now() + wanted)
        const pauseMs = Math.max(wanted ?? 0, backOff.next())
        onFailure(what, error, pauseMs)
        await pause(pauseMs, undefined, { signal })
      }
    }
  }
}
