/** A way to reach a person: what every channel does, and how it fails. */
import type { Message } from './outbox.ts'

export interface Channel {
  /** `webhook` or `telegram`: never where it is. */
  readonly name: string
  /** Resolves to what the other side answered. Throws a SendFailure, and nothing else. */
  send(message: Message, signal: AbortSignal): Promise<string>
}

/** A message that has not arrived. Its text holds no address and no token. */
export class SendFailure extends Error {
  /** True: the same again would fail the same way. */
  readonly isFinal: boolean
  /** How long the other side wants to be left alone, ms; null where it did not say. */
  readonly retryAfterMs: number | null

  constructor(message: string, isFinal: boolean, retryAfterMs: number | null = null) {
    super(message)
    this.name = 'SendFailure'
    this.isFinal = isFinal
    this.retryAfterMs = retryAfterMs
  }
}
