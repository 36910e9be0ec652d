/** Where alerts go: from the environment, or from a file that only its owner can read; never from a command line. */
import { readFileSync, statSync } from 'node:fs'
import * as v from 'valibot'
import { ConfigError } from '../config/overrides.ts'
import { Secret } from '../config/secret.ts'
import type { Channel } from './sending/channel.ts'
import { telegramChannel } from './sending/telegram.ts'
import { webhookChannel } from './sending/webhook.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** For the help of commands. */
export const ALERTS_HELP = `  ILF_ALERT_WEBHOOK_URL                                            gets every message as JSON
  ILF_ALERT_TELEGRAM_TOKEN, ILF_ALERT_TELEGRAM_CHAT                a bot's token, and the chat it writes to
  ILF_ALERT_FILE                                                   a file of mode 600 with the same as JSON:
                                                                   {"webhookUrl": …, "telegram": {"token": …, "chat": …}}
  ILF_ALERT_TELEGRAM_API                                           another bot API server than https://api.telegram.org`

const TELEGRAM_API = 'https://api.telegram.org'
const TIMEOUT_MS = 10_000
const OTHERS = 0o077

const text = v.pipe(v.string(), v.trim(), v.nonEmpty())
const FILE = v.strictObject({
  webhookUrl: v.optional(text),
  telegram: v.optional(v.strictObject({ token: text, chat: v.union([text, v.pipe(v.number(), v.integer())]) })),
})

/**
 * The channels that are configured; none where nothing is. A variable stands above the file.
 *
 * @throws ConfigError where something is half said, malformed, or lies where others can read it; it quotes no value
 */
export function loadChannels(environment: Environment, timeoutMs = TIMEOUT_MS): readonly Channel[] {
  const given = (name: string) => environment[name]?.trim() || undefined
  const path = given('ILF_ALERT_FILE')
  const file = path === undefined ? {} : readFile(path)
  const url = given('ILF_ALERT_WEBHOOK_URL') ?? file.webhookUrl
  const token = given('ILF_ALERT_TELEGRAM_TOKEN') ?? file.telegram?.token
  const chat = given('ILF_ALERT_TELEGRAM_CHAT') ?? file.telegram?.chat
  const api = given('ILF_ALERT_TELEGRAM_API') ?? TELEGRAM_API
  if ((token === undefined) !== (chat === undefined))
    throw new ConfigError('ILF_ALERT_TELEGRAM_TOKEN and ILF_ALERT_TELEGRAM_CHAT go together: set both')
  if (token !== undefined && !/^\d+:[\w-]+$/.test(token))
    throw new ConfigError('ILF_ALERT_TELEGRAM_TOKEN is not the token of a bot: BotFather gives one like 123456:ABC…')
  requireUrl('ILF_ALERT_WEBHOOK_URL', url)
  requireUrl('ILF_ALERT_TELEGRAM_API', api)
  return [
    ...(url === undefined ? [] : [webhookChannel(new Secret(url), timeoutMs)]),
    ...(token === undefined ? [] : [telegramChannel({ token: new Secret(token), chat: String(chat), api, timeoutMs })]),
  ]
}

function requireUrl(name: string, url: string | undefined): void {
  if (url === undefined) return
  const isHttp = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
  if (!isHttp) throw new ConfigError(`${name} is no http or https address`)
}

function readFile(path: string): v.InferOutput<typeof FILE> {
  let mode: number
  try {
    mode = statSync(path).mode
  } catch {
    throw new ConfigError(`ILF_ALERT_FILE: the file ${path} cannot be read`)
  }
  if ((mode & OTHERS) !== 0)
    throw new ConfigError(`others may read ${path} (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${path}`)
  try {
    return v.parse(FILE, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // The cause is dropped on purpose: a parser's message may quote the file.
    throw new ConfigError(
      `ILF_ALERT_FILE: ${path} is not JSON with "webhookUrl" and "telegram": {"token", "chat"}, or one of them`,
    )
  }
}
