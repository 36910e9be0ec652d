/** A trap that kills at the moment the venue takes one of the next orders: it exists then, and nobody has been told. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { UserEvent } from '../../venue/engine/model.ts'
import type { Venue } from '../../venue/engine/venue.ts'

export interface TrapOptions {
  readonly venue: Venue
  /** Which orders count: those that open, or all. */
  readonly isForEntries: boolean
  /** How many of them are let pass before. */
  readonly passing: number
  /** Pause between that moment and the kill; 0 kills before the venue can answer, ms. */
  readonly afterMs: number
  kill(): Promise<void>
}

export class Trap {
  readonly #options: TrapOptions
  #left: number
  #killing: Promise<void> | null = null
  readonly #onEvent = (event: UserEvent) => this.#see(event)

  constructor(options: TrapOptions) {
    this.#options = options
    this.#left = options.passing
    options.venue.listeners.add(this.#onEvent)
  }

  get hasSprung(): boolean {
    return this.#killing !== null
  }

  /** Takes it away, and resolves when the one it has killed is gone; kills now where it never sprang. */
  async end(): Promise<void> {
    this.#options.venue.listeners.delete(this.#onEvent)
    await (this.#killing ?? this.#options.kill())
  }

  #see({ o }: UserEvent): void {
    if (this.#killing !== null || !isTaken(o)) return
    if (this.#options.isForEntries && o.R !== false) return
    if (this.#left > 0) this.#left -= 1
    else this.#killing = this.#strike()
  }

  async #strike(): Promise<void> {
    const { afterMs, kill } = this.#options
    if (afterMs > 0) await sleep(afterMs)
    await kill()
  }
}

/** Events of conditional orders say NEW alone; those of others also say why they come. */
function isTaken(order: unknown): order is { readonly R: boolean } {
  if (typeof order !== 'object' || order === null) return false
  return Reflect.get(order, 'X') === 'NEW' && (Reflect.get(order, 'x') ?? 'NEW') === 'NEW'
}
