/** Sends alerts to every channel: at most one message in a while, tried again with growing pauses, holding up nobody. */
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { DelegateBackoff, handleWhen, retry } from 'cockatiel'
import type { Alert } from '../alert.ts'
import { type Channel, SendFailure } from './channel.ts'
import { type Message, Outbox, type OutboxLimits } from './outbox.ts'

export interface SenderTimes {
  /** Least time between two messages of a channel, ms. */
  readonly everyMs: number
  /** Pause before the second try, ms; it doubles up to `longestPauseMs`. The other side's own word stands above it. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** Tries after the first; then what has gathered meanwhile goes along. */
  readonly retries: number
}

export const SENDER_TIMES: SenderTimes = { everyMs: 10_000, firstPauseMs: 1_000, longestPauseMs: 60_000, retries: 6 }
/** At the end whatever waits is tried once more, for so long, ms. */
const LAST_TRY_MS = 5_000

/** What became of a message, for the log. */
export type SendEvent =
  | { readonly outcome: 'sent'; readonly channel: string; readonly message: Message; readonly answer: string }
  | { readonly outcome: 'retried'; readonly channel: string; readonly why: string; readonly pauseMs: number }
  | { readonly outcome: 'failed'; readonly channel: string; readonly why: string; readonly isFinal: boolean }

export interface SenderOptions {
  readonly channels: readonly Channel[]
  readonly times?: SenderTimes
  readonly limits?: OutboxLimits
  onEvent(event: SendEvent): void
}

export class AlertSender {
  private readonly lines: readonly ChannelLine[]

  constructor({ channels, times = SENDER_TIMES, limits, onEvent }: SenderOptions) {
    this.lines = channels.map((channel) => new ChannelLine(channel, times, new Outbox(limits), onEvent))
  }

  /** Takes an alert and returns at once. */
  offer(alert: Alert): void {
    for (const line of this.lines) line.offer(alert)
  }

  /** Tries once more what waits, and ends. Resolves within some seconds. */
  async close(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()))
  }
}

/** The way to one channel: another one that is away does not hold it up. */
class ChannelLine {
  private readonly channel: Channel
  private readonly times: SenderTimes
  private readonly outbox: Outbox
  private readonly onEvent: (event: SendEvent) => void
  private readonly stopping = new AbortController()
  private running: Promise<void> | null = null

  constructor(channel: Channel, times: SenderTimes, outbox: Outbox, onEvent: (event: SendEvent) => void) {
    this.channel = channel
    this.times = times
    this.outbox = outbox
    this.onEvent = onEvent
  }

  offer(alert: Alert): void {
    this.outbox.offer(alert)
    this.start()
  }

  async close(): Promise<void> {
    this.stopping.abort()
    await this.running
    const message = this.outbox.take()
    if (message !== null) await this.tryOnce(message, AbortSignal.timeout(LAST_TRY_MS))
  }

  private start(): void {
    this.running ??= this.run().finally(() => {
      this.running = null
      // Something may have come between the last look and here.
      if (this.outbox.size > 0 && !this.stopping.signal.aborted) this.start()
    })
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping
    // What is offered in one turn of the process is one message.
    await wait(0)
    while (this.outbox.size > 0 && !signal.aborted) {
      const message = this.outbox.take()
      if (message !== null) await this.deliver(message, signal)
      await wait(this.times.everyMs, undefined, { signal }).catch(() => undefined)
    }
  }

  private async deliver(message: Message, signal: AbortSignal): Promise<void> {
    const { firstPauseMs, longestPauseMs, retries } = this.times
    const over = new AbortController()
    const policy = retry(
      handleWhen((error) => error instanceof SendFailure && !error.isFinal && !signal.aborted),
      {
        maxAttempts: retries,
        backoff: new DelegateBackoff(({ attempt, result }) => {
          const asked = 'error' in result && result.error instanceof SendFailure ? result.error.retryAfterMs : null
          return asked ?? Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1))
        }),
      },
    ).dangerouslyUnref()
    const { name } = this.channel
    policy.onRetry((reason) => {
      const why = 'error' in reason ? reason.error.message : 'no answer'
      this.onEvent({ outcome: 'retried', channel: name, why, pauseMs: reason.delay })
    })
    const given = once(signal, 'abort', { signal: over.signal }).then(() => {
      throw new SendFailure('it was given up', false)
    })
    given.catch(() => undefined)
    // The policy itself would sit out its pause, however long the other side wants to be left alone.
    const trying = policy.execute(() => this.channel.send(message, signal), signal)
    trying.catch(() => undefined)
    await this.settle(message, () => Promise.race([trying, given]))
    over.abort()
  }

  private tryOnce(message: Message, signal: AbortSignal): Promise<void> {
    return this.settle(message, () => this.channel.send(message, signal))
  }

  private async settle(message: Message, send: () => Promise<string>): Promise<void> {
    const { name } = this.channel
    try {
      const answer = await send()
      this.outbox.arrived(message)
      this.onEvent({ outcome: 'sent', channel: name, message, answer })
    } catch (error) {
      const isFinal = error instanceof SendFailure && error.isFinal
      if (isFinal) this.outbox.refused()
      const why = error instanceof SendFailure ? error.message : 'it was given up'
      this.onEvent({ outcome: 'failed', channel: name, why, isFinal })
    }
  }
}
