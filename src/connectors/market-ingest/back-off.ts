/** Pauses between tries: exponential, with jitter from a generator that is handed in. */
import { ExponentialBackoff, type IBackoff } from 'cockatiel'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
const NO_CONTEXT = undefined

/** The pauses of one thing that is tried again and again; `reset` after it went well. */
export class BackOff {
  readonly #factory: ExponentialBackoff<number>
  #pauses: IBackoff<unknown> | null = null

  /** @param random gives numbers from 0 up to 1, exclusive; seeded in tests */
  constructor(random: () => number) {
    this.#factory = new ExponentialBackoff<number>({
      initialDelay: FIRST_PAUSE_MS,
      maxDelay: LONGEST_PAUSE_MS,
      // Half fixed, half random: never at once, and never all clients at the same moment.
      generator: (tries = 0, { initialDelay, maxDelay, exponent }) => {
        const pause = Math.min(maxDelay, initialDelay * exponent ** tries)
        return [(pause / 2) * (1 + random()), tries + 1]
      },
    })
  }

  /** The next pause, ms. */
  next(): number {
    this.#pauses = this.#pauses === null ? this.#factory.next() : (this.#pauses.next(NO_CONTEXT) ?? this.#pauses)
    return this.#pauses.duration
  }

  reset(): void {
    this.#pauses = null
  }
}
