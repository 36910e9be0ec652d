/** Trades live markets on paper from the command line: tells what happens, and stops when asked. */
import { preparePaper } from '../../paper-app.ts'
import { formatTime } from '../../report/format.ts'
import type { PaperOptions } from '../commands/paper.ts'
import { marketSettings } from '../ingest-options.ts'
import { createConsole } from './console.ts'
import { RunLog } from './run-log.ts'
import { stopRequest } from './stop-request.ts'

/** Runs until a signal asks it to stop. Throws what keeps it from going on. */
export async function runPaper(options: PaperOptions): Promise<void> {
  const { data, set, logLevel } = options
  const stop = stopRequest()
  try {
    const { log, say } = await createConsole({ level: logLevel, progress: false, isUnpaced: false })
    stop.onRequest = (isSecond) => {
      if (!isSecond) say('Stopping … (Ctrl-C again: at once)')
    }
    const paper = await preparePaper({
      ...marketSettings(options),
      data,
      set,
      tell: ({ level, code, text }) => log[level]({ code }, text),
    })
    try {
      say(`Paper trading on ${options.exchange.join(', ')}; topics and state in ${data}`)
      const runLog = new RunLog(log)
      await paper.go(stop.signal, { observers: runLog.observers, onProgress: () => runLog.flush() })
      runLog.close()
      const { timeMs } = paper.reader
      if (timeMs !== null) say(`Stopped: everything up to ${formatTime(timeMs)} UTC is kept in ${data}`)
    } finally {
      await paper.close()
    }
    process.exitCode = stop.exitCode ?? 0
  } finally {
    stop.release()
  }
}
