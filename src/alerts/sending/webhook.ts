/** Messages as JSON to an address of the user's: what most receivers can be taught to read. */
import type { Secret } from '../../config/secret.ts'
import type { Channel } from './channel.ts'
import { messageText } from './message-text.ts'
import type { Message } from './outbox.ts'
import { postJson, refusal } from './post-json.ts'

/** What is posted. `text` alone is enough for receivers that show a text, such as Slack and Mattermost. */
export interface WebhookBody {
  readonly source: 'ilf-streams'
  readonly text: string
  readonly alerts: readonly {
    readonly id: string
    readonly kind: string
    readonly severity: string
    /** Event time, ISO 8601. */
    readonly time: string
    readonly account: string | null
    readonly symbol: string | null
    readonly title: string
    readonly text: string
  }[]
  /** Alerts that are not told in full, and that could not be sent before. */
  readonly more: number
  readonly dropped: number
}

export function webhookChannel(url: Secret, timeoutMs: number): Channel {
  return {
    name: 'webhook',
    async send(message, signal) {
      const answer = await postJson({ url, body: bodyOf(message), timeoutMs, signal })
      if (answer.status < 200 || answer.status > 299) throw refusal(answer)
      return answer.shown
    },
  }
}

function bodyOf(message: Message): WebhookBody {
  const { alerts, more, dropped } = message
  return {
    source: 'ilf-streams',
    text: messageText(message),
    alerts: alerts.map(({ timeMs, ...alert }) => ({ ...alert, time: new Date(timeMs).toISOString() })),
    more,
    dropped,
  }
}
