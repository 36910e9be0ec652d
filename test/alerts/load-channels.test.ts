/** Where alerts go is said in the environment or in a private file, whole and well formed, or it is refused without a quote. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadChannels } from '../../src/alerts/load-channels.ts'
import { temporaryFolder } from '../cli/support/ilf.ts'

const TOKEN = '123456:AA-secret'
const names = (environment: Readonly<Record<string, string>>) => loadChannels(environment).map(({ name }) => name)

function file(text: string, mode = 0o600): Record<string, string> {
  const path = join(temporaryFolder(), 'alerts.json')
  writeFileSync(path, text)
  chmodSync(path, mode)
  return { ILF_ALERT_FILE: path }
}

it('reads the environment and a private file', () => {
  expect(names({})).toEqual([])
  expect(names({ ILF_ALERT_WEBHOOK_URL: 'https://hooks.example/x' })).toEqual(['webhook'])
  expect(names({ ILF_ALERT_TELEGRAM_TOKEN: TOKEN, ILF_ALERT_TELEGRAM_CHAT: '@here' })).toEqual(['telegram'])
  const both = { webhookUrl: 'https://hooks.example/x', telegram: { token: TOKEN, chat: -100 } }
  expect(names(file(JSON.stringify(both)))).toEqual(['webhook', 'telegram'])
})

it.each([
  ['half of Telegram', () => ({ ILF_ALERT_TELEGRAM_TOKEN: TOKEN }), 'go together'],
  ['a token that is none', () => ({ ILF_ALERT_TELEGRAM_TOKEN: 'secret', ILF_ALERT_TELEGRAM_CHAT: '1' }), 'BotFather'],
  ['an address that is none', () => ({ ILF_ALERT_WEBHOOK_URL: 'file:///secret' }), 'no http or https address'],
  ['a file that others read', () => file('{}', 0o640), 'chmod 600'],
  ['a file that is not there', () => ({ ILF_ALERT_FILE: '/nowhere/alerts.json' }), 'cannot be read'],
  ['a file of something else', () => file('{"webhookUrl":"https://secret"'), 'is not JSON'],
  ['a file with a slip', () => file('{"webhook_url":"https://secret"}'), 'is not JSON with'],
])('refuses %s', (_, environment, message) => {
  expect(() => loadChannels(environment())).toThrow(message)
  expect(() => loadChannels(environment())).not.toThrow('secret')
})
