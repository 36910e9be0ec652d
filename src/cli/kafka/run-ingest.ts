/** Runs an ingest from the command line: starts it, tells what happens, answers health checks, stops it when asked. */
import { ingestInto, settingsOf } from '../../kafka-app.ts'
import type { IngestCommandOptions } from '../commands/ingest.ts'
import { marketSettings } from '../ingest-options.ts'
import { createConsole } from '../run/console.ts'
import { stopRequest } from '../run/stop-request.ts'
import { startHealthServer } from './health-server.ts'
import { tellError } from './start-member.ts'

/** Runs until a signal asks it to stop. Throws what keeps it from going on. */
export async function runIngest(options: IngestCommandOptions): Promise<void> {
  const stop = stopRequest()
  const { log, say } = await createConsole({ level: options.logLevel, progress: false, isUnpaced: false })
  stop.onRequest = (isSecond) => {
    if (!isSecond) say('Stopping …')
  }
  const { partitions, healthPort } = options
  try {
    const ingest = await ingestInto(
      {
        kafka: settingsOf(options),
        ...marketSettings(options),
        partitions,
        tell: ({ level, code, text }) => log[level]({ code }, text),
        onError: (error) => tellError(log, error),
      },
      stop.signal,
    )
    say(`Following ${options.exchange.join(', ')}`)
    const health = healthPort === undefined ? null : await startHealthServer(healthPort, ingest)
    try {
      const records = await ingest.ended
      say(`Stopped: ${records} records published`)
    } finally {
      await health?.close()
    }
  } finally {
    stop.release()
  }
}
