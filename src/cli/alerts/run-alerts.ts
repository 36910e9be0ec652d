/** Watches for what is worth an alert and sends it, from the command line, until it is asked to stop. */
import { once } from 'node:events'
import type { Logger } from 'pino'
import type { Alert } from '../../alerts/alert.ts'
import { AlertRules } from '../../alerts/alert-rules.ts'
import { loadChannels } from '../../alerts/load-channels.ts'
import { AlertSender, SENDER_TIMES, type SendEvent } from '../../alerts/sending/alert-sender.ts'
import type { Channel } from '../../alerts/sending/channel.ts'
import { testChannels } from '../../alerts/sending/test-alert.ts'
import { type AlertWatch, type WatchOptions, watchCluster, watchFolder } from '../../alerts-app.ts'
import { formatMany } from '../../report/format.ts'
import type { AlertsOptions } from '../commands/alerts.ts'
import { CommandError } from '../failure.ts'
import { createConsole } from '../run/console.ts'
import { stopRequest } from '../run/stop-request.ts'
import { stepBack } from '../step-back.ts'
import { writeLine } from '../with-reader.ts'

const NO_CHANNEL =
  'no channel is configured: set ILF_ALERT_WEBHOOK_URL, or ILF_ALERT_TELEGRAM_TOKEN and ILF_ALERT_TELEGRAM_CHAT ' +
  '(docs/alerts.md); or take --print'

/** Throws a CommandError where nothing is configured or the test does not arrive, and what ends the watch. */
export async function runAlerts(options: AlertsOptions): Promise<void> {
  if (options.kafka !== undefined && options.data !== undefined)
    throw new CommandError('--kafka and --data: it watches one of them')
  const channels = options.print ? [] : loadChannels(process.env)
  if (channels.length === 0 && !options.print) throw new CommandError(NO_CHANNEL)
  if (options.test) return test(channels)
  stepBack()
  const stop = stopRequest()
  const { log, say } = await createConsole({ level: options.logLevel, progress: false, isUnpaced: false })
  const times = { ...SENDER_TIMES, everyMs: options.everyMs }
  const sender = new AlertSender({ channels, times, onEvent: (event) => tellEvent(log, event) })
  // Printing waits for a slow reader; the alerts behind it wait in memory, like the ticks they came of.
  let printing = Promise.resolve()
  const onAlert = (alert: Alert) => {
    if (options.print) printing = printing.then(() => writeLine(JSON.stringify(alert)))
    else sender.offer(alert)
  }
  try {
    const watch = await start(options, { onAlert, onError: ({ message }) => log.warn(message) })
    const to = options.print ? 'printed' : `sent to ${channels.map(({ name }) => name).join(' and ')}`
    say(`Watching from the ${options.fromStart ? 'start' : 'end'}; alerts are ${to}`)
    try {
      if (!stop.signal.aborted) await Promise.race([once(stop.signal, 'abort'), watch.failed])
    } finally {
      await watch.close()
      await printing
      await sender.close()
    }
  } finally {
    stop.release()
  }
}

async function start(
  { kafka, data, only: kinds, frozenAfterMs, deadLetters, fromStart, ...cluster }: AlertsOptions,
  handlers: Pick<WatchOptions, 'onAlert' | 'onError'>,
): Promise<AlertWatch> {
  const rules = new AlertRules({ kinds, frozenAfterMs, deadLetters })
  const options = { rules, isFromStart: fromStart, ...handlers }
  if (kafka === undefined) return watchFolder(data, options)
  const { settingsOf } = await import('../../kafka-app.ts')
  return watchCluster(settingsOf({ kafka, ...cluster }), options)
}

async function test(channels: readonly Channel[]): Promise<void> {
  const results = await testChannels(channels, Date.now())
  for (const { channel, arrived, answer } of results)
    await writeLine(`${channel}: ${arrived ? 'arrived, it answered' : 'did not arrive:'} ${answer}`)
  if (results.some(({ arrived }) => !arrived)) throw new CommandError('the test message did not arrive everywhere')
}

function tellEvent(log: Logger, event: SendEvent): void {
  const { channel } = event
  if (event.outcome === 'retried') log.warn({ channel }, `not arrived: ${event.why}; again in ${event.pauseMs} ms`)
  else if (event.outcome === 'failed')
    log.error({ channel }, `not arrived: ${event.why}${event.isFinal ? '' : '; it goes with the next message'}`)
  else {
    const { alerts, more } = event.message
    const count = formatMany(alerts.length + more, 'alert')
    log.info({ channel }, `sent ${count}: ${alerts.map(({ title }) => title).join('; ')}`)
  }
}
