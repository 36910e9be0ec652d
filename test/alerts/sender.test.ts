/** Alerts arrive whatever the other side does first, as few messages, and nobody waits for them; nothing secret is said. */
import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadChannels } from '../../src/alerts/load-channels.ts'
import { AlertSender, type SendEvent, type SenderTimes } from '../../src/alerts/sending/alert-sender.ts'
import type { Channel } from '../../src/alerts/sending/channel.ts'
import { testChannels } from '../../src/alerts/sending/test-alert.ts'
import { endless, garbage, never, ok, type Receiver, type Reply, startReceiver, status } from './receiver.ts'
import { alert } from './records.ts'

const TOKEN = '123456:AAsecret-Token_of_a_bot'
const PATH = '/hooks/T0SECRET/B0SECRET?key=k-e-y-s'
/** For tests in which somebody never answers; the others wait as users do, so that a busy machine is no fault. */
const TIMEOUT_MS = 1_500
const QUICK: SenderTimes = { everyMs: 1, firstPauseMs: 1, longestPauseMs: 4, retries: 3 }

const webhookOf = ({ url }: Receiver, timeoutMs?: number) =>
  loadChannels({ ILF_ALERT_WEBHOOK_URL: url + PATH }, timeoutMs)
const telegramOf = ({ url }: Receiver) => {
  const variables = { ILF_ALERT_TELEGRAM_TOKEN: TOKEN, ILF_ALERT_TELEGRAM_CHAT: '-100', ILF_ALERT_TELEGRAM_API: url }
  return loadChannels(variables)
}
const telegramOk: Reply = status(200, '{"ok":true,"result":{}}')

interface Watched {
  readonly sender: AlertSender
  readonly events: SendEvent[]
  until(isSo: (event: SendEvent) => boolean): Promise<SendEvent>
}

function senderTo(channels: readonly Channel[], times = QUICK): Watched {
  const events: SendEvent[] = []
  const looking: (() => void)[] = []
  const sender = new AlertSender({
    channels,
    times,
    onEvent: (event) => {
      events.push(event)
      for (const look of looking) look()
    },
  })
  onTestFinished(() => sender.close())
  const until = (isSo: (event: SendEvent) => boolean) =>
    new Promise<SendEvent>((resolve) => {
      const look = () => {
        const found = events.find(isSo)
        if (found !== undefined) resolve(found)
      }
      looking.push(look)
      look()
    })
  return { sender, events, until }
}
const isSent = ({ outcome }: SendEvent) => outcome === 'sent'

describe('a webhook', () => {
  it('gets an alert as JSON, with a text that is enough by itself', async () => {
    const receiver = await startReceiver(ok)
    const { sender, until } = senderTo(webhookOf(receiver))
    sender.offer(alert(1, { severity: 'critical', text: 'more of it' }))
    await until(isSent)
    expect(receiver.received).toEqual([
      {
        path: PATH,
        body: {
          source: 'ilf-streams',
          text: '‼ alert 1\nmore of it\npaper, 2025-12-13 18:00:00 UTC',
          alerts: [
            {
              id: '1',
              kind: 'position',
              severity: 'critical',
              time: '2025-12-13T18:00:00.000Z',
              account: 'paper',
              symbol: 'IMXUSDT',
              title: 'alert 1',
              text: 'more of it',
            },
          ],
          more: 0,
          dropped: 0,
        },
      },
    ])
  })

  it('gets a burst as one message', async () => {
    const receiver = await startReceiver(ok)
    const { sender, until } = senderTo(webhookOf(receiver))
    for (let i = 0; i < 42; i++) sender.offer(alert(i))
    await until(isSent)
    expect(receiver.received).toHaveLength(1)
    expect(receiver.received[0]?.body).toMatchObject({ more: 37, text: expect.stringMatching(/\n\nand 37 more$/) })
  })

  it('holds up nobody while it does not answer, keeps a bounded number, and says later how many it threw away', async () => {
    const receiver = await startReceiver(never, ok)
    const { sender, until } = senderTo(webhookOf(receiver, TIMEOUT_MS))
    for (let i = 0; i < 10_000; i++) sender.offer(alert(i))
    await until(isSent)
    expect(receiver.received.at(-1)?.body).toMatchObject({ more: 495, dropped: 9_500 })
  })

  it.each<readonly [what: string, reply: Reply, why: RegExp]>([
    ['429', status(429, 'slow down'), /answered 429 Too Many Requests: slow down/],
    ['500', status(500), /answered 500 Internal Server Error/],
    ['503 with an error page', status(503, '<h1>\n\nno</h1>'), /answered 503 Service Unavailable: <h1> no<\/h1>/],
    ['no answer', never, /no whole answer within 1500 ms/],
    ['garbage', garbage, /cannot be reached \(HPE_|cannot be reached \(UND_ERR/],
  ])('is tried again after %s', async (_, reply, why) => {
    const receiver = await startReceiver(reply, reply, ok)
    const timeoutMs = reply === never ? TIMEOUT_MS : undefined
    const { sender, events, until } = senderTo(webhookOf(receiver, timeoutMs))
    sender.offer(alert(1))
    await until(isSent)
    expect(receiver.received).toHaveLength(3)
    expect(events.map(({ outcome }) => outcome)).toEqual(['retried', 'retried', 'sent'])
    expect(events[0]).toMatchObject({ why: expect.stringMatching(why) })
  })

  it('is left alone for as long as it asks', async () => {
    const receiver = await startReceiver(status(429, '', { 'retry-after': '1' }), ok)
    const { sender, events, until } = senderTo(webhookOf(receiver))
    sender.offer(alert(1))
    await until(isSent)
    expect(events[0]).toMatchObject({ outcome: 'retried', pauseMs: 1_000 })
  })

  it('gets what gathered meanwhile when its tries are used up', async () => {
    const receiver = await startReceiver(status(500), status(500), status(500), status(500), ok)
    const { sender, events, until } = senderTo(webhookOf(receiver))
    sender.offer(alert(1))
    await until(({ outcome }) => outcome === 'failed')
    sender.offer(alert(2))
    await until(isSent)
    const last = receiver.received.at(-1)?.body
    expect(last?.alerts?.map(({ title }) => title)).toEqual(['alert 1', 'alert 2'])
    expect(events.find(({ outcome }) => outcome === 'failed')).toMatchObject({ isFinal: false })
  })

  it('is not asked again where it refuses, and the next message says how many were lost', async () => {
    const receiver = await startReceiver(status(404, 'no such hook'), ok)
    const { sender, events, until } = senderTo(webhookOf(receiver))
    sender.offer(alert(1))
    await until(({ outcome }) => outcome === 'failed')
    expect(events).toMatchObject([{ outcome: 'failed', isFinal: true, why: 'it answered 404 Not Found: no such hook' }])
    sender.offer(alert(2))
    await until(isSent)
    expect(receiver.received.map(({ body }) => body.dropped)).toEqual([0, 1])
  })

  it('is followed nowhere else', async () => {
    const other = await startReceiver(ok)
    const receiver = await startReceiver(status(302, '', { location: other.url }))
    const [result] = await testChannels(webhookOf(receiver), 0)
    expect(result).toMatchObject({ arrived: false, answer: 'it answered 302 Found' })
    expect(other.received).toEqual([])
  })

  it('may answer without end: no more than some of it is read', async () => {
    const receiver = await startReceiver(endless)
    const [result] = await testChannels(webhookOf(receiver), 0)
    expect(result?.arrived).toBe(true)
    expect(result?.answer.length).toBeLessThan(300)
  })
})

describe('telegram', () => {
  it('gets plain text by sendMessage, cut to what it takes', async () => {
    const receiver = await startReceiver(telegramOk)
    const { sender, until } = senderTo(telegramOf(receiver))
    for (let i = 0; i < 5; i++) sender.offer(alert(i, { title: `_${'x'.repeat(2_000)}` }))
    await until(isSent)
    const [{ path, body } = { path: '', body: { text: '' } }] = receiver.received
    expect(path).toBe(`/bot${TOKEN}/sendMessage`)
    expect(body).toMatchObject({ chat_id: '-100' })
    expect(Object.keys(body).sort()).toEqual(['chat_id', 'link_preview_options', 'text'])
    expect([body.text.length, body.text.endsWith('\n…')]).toEqual([4_096, true])
  })

  it('is left alone for its retry_after', async () => {
    const slow = status(429, '{"ok":false,"error_code":429,"parameters":{"retry_after":1}}')
    const receiver = await startReceiver(slow, telegramOk)
    const { sender, events, until } = senderTo(telegramOf(receiver))
    sender.offer(alert(1))
    await until(isSent)
    expect(events[0]).toMatchObject({ outcome: 'retried', pauseMs: 1_000 })
  })

  it('has not taken what is answered by something else, or by not ok', async () => {
    const receiver = await startReceiver(status(200, '<html>log in'), status(200, '{"ok":false}'), telegramOk)
    const { sender, events, until } = senderTo(telegramOf(receiver))
    sender.offer(alert(1))
    await until(isSent)
    expect(events.map(({ outcome }) => outcome)).toEqual(['retried', 'retried', 'sent'])
    expect(events[0]).toMatchObject({ why: expect.stringContaining('nothing of Telegram’s') })
  })
})

it('reaches one channel while another is away', async () => {
  const [away, there] = [await startReceiver(never), await startReceiver(telegramOk)]
  const { sender, until } = senderTo([...webhookOf(away, TIMEOUT_MS), ...telegramOf(there)])
  sender.offer(alert(1))
  await until((event) => event.outcome === 'sent' && event.channel === 'telegram')
  expect(there.received).toHaveLength(1)
})

it('ends at once while it waits to try again, with one last try', async () => {
  const receiver = await startReceiver(status(429, '', { 'retry-after': '3600' }), ok)
  const { sender, until } = senderTo(webhookOf(receiver))
  sender.offer(alert(1))
  await until(({ outcome }) => outcome === 'retried')
  await sender.close()
  expect(receiver.received).toHaveLength(2)
})

it('says no secret, whatever is answered', async () => {
  const echo: Reply = (response, request) => void response.writeHead(401).end(`no such thing: ${request.url}`)
  const receiver = await startReceiver(echo)
  const channels = [...webhookOf(receiver), ...telegramOf(receiver)]
  const { sender, events, until } = senderTo(channels)
  sender.offer(alert(1))
  for (const name of ['webhook', 'telegram'])
    await until(({ outcome, channel }) => outcome === 'failed' && channel === name)
  const gone = loadChannels(
    { ILF_ALERT_WEBHOOK_URL: 'http://user:pass-word@no.such.host.invalid/T0SECRET' },
    TIMEOUT_MS,
  )
  const said = inspect(
    [events, await testChannels(channels, 0), await testChannels(gone, 0), channels, JSON.stringify(channels)],
    { depth: 9, showHidden: true },
  )
  expect(said).toContain('***')
  for (const secret of ['T0SECRET', 'B0SECRET', 'k-e-y-s', TOKEN, 'AAsecret', 'pass-word', 'no.such.host'])
    expect(said).not.toContain(secret)
})
