/** Alerts on their way to one receiver: a bounded queue, of which whatever has gathered leaves as one message. */
import type { Alert, Severity } from '../alert.ts'

/** What is sent at once. */
export interface Message {
  /** At most a few, the gravest of what has gathered, in the order they came. */
  readonly alerts: readonly Alert[]
  /** How many more have gathered. */
  readonly more: number
  /** How many were thrown away since the last message, because more came than could be sent. */
  readonly dropped: number
}

export interface OutboxLimits {
  /** Alerts that wait at most; the oldest make way. */
  readonly waiting: number
  /** Alerts of a message that are told in full. */
  readonly shown: number
}

export const OUTBOX_LIMITS: OutboxLimits = { waiting: 500, shown: 5 }

const GRAVEST: readonly Severity[] = ['critical', 'warning', 'info']

export class Outbox {
  private readonly limits: OutboxLimits
  private waiting: Alert[] = []
  private dropped = 0
  /** Of `waiting`, how many from the front are in the message that was taken and not answered for yet. */
  private taken = 0
  /** Of `dropped`, how many were in that message: told after all, if it arrives. */
  private droppedOfTaken = 0

  constructor(limits: OutboxLimits = OUTBOX_LIMITS) {
    this.limits = limits
  }

  get size(): number {
    return this.waiting.length
  }

  offer(alert: Alert): void {
    this.waiting.push(alert)
    if (this.waiting.length <= this.limits.waiting) return
    this.waiting.shift()
    this.dropped += 1
    if (this.taken === 0) return
    this.taken -= 1
    this.droppedOfTaken += 1
  }

  /** Everything that waits as one message, which stays here until it is said what became of it. Null where nothing waits. */
  take(): Message | null {
    if (this.waiting.length === 0) return null
    this.taken = this.waiting.length
    this.droppedOfTaken = 0
    const alerts = gravest(this.waiting, this.limits.shown)
    return { alerts, more: this.waiting.length - alerts.length, dropped: this.dropped }
  }

  /** The message has arrived. */
  arrived({ dropped }: Message): void {
    this.leave()
    this.dropped -= dropped + this.droppedOfTaken
  }

  /** The message will never arrive: what was in it counts as thrown away. */
  refused(): void {
    this.dropped += this.taken
    this.leave()
  }

  private leave(): void {
    this.waiting = this.waiting.slice(this.taken)
    this.taken = 0
  }
}

/** The gravest of them, in the order they came; of equally grave ones the first. */
function gravest(alerts: readonly Alert[], most: number): readonly Alert[] {
  if (alerts.length <= most) return [...alerts]
  const ranked = alerts
    .map((alert, at) => ({ at, rank: GRAVEST.indexOf(alert.severity) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, most)
  return ranked.sort((a, b) => a.at - b.at).map(({ at }) => alerts[at]!)
}
