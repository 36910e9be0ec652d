/** Messages to a Telegram chat, by the bot API's sendMessage. */
import * as v from 'valibot'
import { Secret } from '../../config/secret.ts'
import { type Channel, SendFailure } from './channel.ts'
import { messageText } from './message-text.ts'
import { postJson, refusal } from './post-json.ts'

/** Telegram's bound for a text, characters. */
const MOST_TEXT = 4_096
const CUT = '\n…'

export interface TelegramOptions {
  readonly token: Secret
  /** Id of a chat, or @name of a channel. */
  readonly chat: string
  /** Where the bot API is, such as https://api.telegram.org. */
  readonly api: string
  readonly timeoutMs: number
}

const ANSWER = v.object({
  ok: v.boolean(),
  parameters: v.optional(v.object({ retry_after: v.optional(v.number()) })),
})

export function telegramChannel({ token, chat, api, timeoutMs }: TelegramOptions): Channel {
  const url = new Secret(`${api.replace(/\/+$/, '')}/bot${token.reveal()}/sendMessage`)
  return {
    name: 'telegram',
    async send(message, signal) {
      const text = messageText(message)
      // Plain text: with a parse mode, a symbol with an underscore would be a fault of form.
      const body = {
        chat_id: chat,
        text: text.length > MOST_TEXT ? text.slice(0, MOST_TEXT - CUT.length) + CUT : text,
        link_preview_options: { is_disabled: true },
      }
      const answer = await postJson({ url, body, timeoutMs, signal })
      const read = v.safeParse(v.pipe(v.string(), v.parseJson(), ANSWER), answer.body)
      if (answer.status !== 200 || (read.success && !read.output.ok)) {
        const seconds = read.success ? read.output.parameters?.retry_after : undefined
        throw refusal(answer, seconds === undefined ? answer.retryAfterMs : seconds * 1_000)
      }
      if (!read.success) throw new SendFailure(`it answered ${answer.shown}, which is nothing of Telegram’s`, false)
      return `${answer.status} ok`
    },
  }
}
