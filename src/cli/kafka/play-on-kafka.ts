/** `ilf run --kafka` from the command line: loads the recording, runs everything until it is quiet, reports. */
import { parseTime, type RunEnd } from '../../app.ts'
import { type KafkaRun, prepareKafkaRun, settingsOf } from '../../kafka-app.ts'
import { formatCount, formatDuration } from '../../report/format.ts'
import type { RunCommandOptions } from '../commands/run.ts'
import { createConsole, type RunConsole } from '../run/console.ts'
import { isWanted, type Shown, withDashboardBeside } from '../run/dashboard-beside.ts'
import { preamble } from '../run/preamble.ts'
import { checkReportFile, printReport } from '../run/print-report.ts'
import { type StopRequest, stopRequest } from '../run/stop-request.ts'
import { startHealthServer } from './health-server.ts'
import { tellError } from './start-member.ts'
import { loadTeller, runTeller } from './tell-progress.ts'

const LOOPBACK = '127.0.0.1'

interface Times {
  readonly from: number | undefined
  readonly to: number | undefined
}

/** Does what `ilf run --kafka` was asked to. Throws what the preparation and the driver throw. */
export async function playOnKafka(options: RunCommandOptions): Promise<void> {
  const stop = stopRequest()
  try {
    if (options.report !== undefined) checkReportFile(options.report)
    const ui = await createConsole({ level: options.logLevel, progress: false, isUnpaced: false })
    stop.onRequest = (isSecond) => {
      if (!isSecond) ui.say('Stopping … (Ctrl-C again: at once)')
    }
    const times = {
      from: options.from === undefined ? undefined : parseTime(options.from, '--from'),
      to: options.to === undefined ? undefined : parseTime(options.to, '--to'),
    }
    const { candles, signals, symbols, set, partitions } = options
    const run = await prepareKafkaRun({
      kafka: settingsOf(options),
      ...{ candles, signals, symbols, set, partitions, ...times },
      onError: (error) => tellError(ui.log, error),
    })
    const { healthPort } = options
    const isShown = isWanted(options)
    // The dashboard beside it asks it how it is, as monitors do; if nobody else may, on this machine alone.
    const host = healthPort === undefined ? LOOPBACK : undefined
    const health = healthPort === undefined && !isShown ? null : await startHealthServer(healthPort ?? 0, run, host)
    const beside = isShown && health !== null ? shown(options, health.port) : null
    try {
      await withDashboardBeside(beside, { stop, say: ui.say }, () => playRun(run, options, times, ui, stop))
    } finally {
      await health?.close()
    }
  } finally {
    stop.release()
  }
}

/** A registry's address may hold a password, and every process can read a command line. */
function shown({ kafka = '', registry, app, topicPrefix, set = [] }: RunCommandOptions, healthPort: number): Shown {
  return {
    args: [
      ...['--kafka', kafka, '--members', `http://${LOOPBACK}:${healthPort}`],
      ...(app === undefined ? [] : ['--app', app]),
      ...(topicPrefix === undefined ? [] : ['--topic-prefix', topicPrefix]),
      ...(set.length === 0 ? [] : ['--set', ...set]),
    ],
    env: registry === undefined ? {} : { ILF_REGISTRY_URL: registry },
  }
}

async function playRun(
  run: KafkaRun,
  options: RunCommandOptions,
  times: Times,
  ui: RunConsole,
  stop: StopRequest,
): Promise<void> {
  const { symbols, set = [], kafka = '' } = options
  ui.list(preamble(run, { symbols, ...times, set, speed: 'max', data: `Kafka at ${kafka}, group ${run.groupId}` }))
  if (run.created.length > 0) ui.say(`Created ${run.created.length} topics, their records kept for ever`)
  const startMs = performance.now()
  const records = await run.load(stop.signal, loadTeller(ui))
  ui.say(`Published ${formatCount(Math.max(0, records - run.resumedAt))} records`)
  const end: RunEnd = stop.signal.aborted ? 'stopped' : await run.go(stop.signal, runTeller(ui))
  const elapsedMs = performance.now() - startMs
  ui.say(`${end === 'completed' ? 'Quiet' : 'Stopped'} after ${formatDuration(elapsedMs)}`)
  const { reader, counts } = await run.read()
  ui.list(Object.entries(counts).map(([topic, count]) => [topic, formatCount(count)]))
  const takenRecords = Math.max(0, records - run.resumedAt)
  const pace = { takenRecords, elapsedMs, recordsPerSecond: (takenRecords / elapsedMs) * 1_000 }
  const page = await printReport({
    run: { ...run, reader },
    end,
    pace,
    choice: { ...options, ...times },
  })
  if (page !== null) ui.say(`The report as a page: ${page}`)
  if (end === 'stopped') ui.say('Everything that was taken is committed. The same command goes on from there.')
  process.exitCode = end === 'stopped' ? (stop.exitCode ?? 0) : 0
}
