/** Plays a recording from the command line: prepares the run, shows its progress, stops it when asked, reports. */
import { DEFAULT_DATA, observer, parseTime, prepareRun, type Run, type RunEnd, topics } from '../../app.ts'
import { formatCount, formatDuration, formatTime } from '../../report/format.ts'
import type { RunCommandOptions } from '../commands/run.ts'
import { createConsole, type RunConsole } from './console.ts'
import { isWanted, withDashboardBeside } from './dashboard-beside.ts'
import { Meter, type Pace } from './meter.ts'
import { pacer } from './pace.ts'
import { preamble } from './preamble.ts'
import { checkReportFile, printReport } from './print-report.ts'
import { RunLog } from './run-log.ts'
import { type StopRequest, stopRequest } from './stop-request.ts'

/** Does what `ilf run` was asked to. Throws what `prepareRun` and the runtime throw. */
export async function play(options: RunCommandOptions): Promise<void> {
  const stop = stopRequest()
  try {
    if (options.report !== undefined) checkReportFile(options.report)
    const isUnpaced = options.speed === 'max'
    const ui = await createConsole({ level: options.logLevel, progress: options.progress, isUnpaced })
    const times = timesOf(options)
    const run = await prepareRun({ ...options, ...times })
    try {
      const { data = DEFAULT_DATA } = options
      const beside = data !== ':memory:' && isWanted(options) ? { args: ['--data', data] } : null
      const play = () => playRun(run, { ...options, ...times }, ui, stop)
      await withDashboardBeside(beside, { stop, say: ui.say }, play)
    } finally {
      ui.endProgress()
      await run.close()
    }
  } finally {
    stop.release()
  }
}

type Times = { readonly from: number | undefined; readonly to: number | undefined }
type PlayOptions = Omit<RunCommandOptions, 'from' | 'to'> & Times

async function playRun(run: Run, options: PlayOptions, ui: RunConsole, stop: StopRequest): Promise<void> {
  const { symbols, from, to, speed, set = [], data = DEFAULT_DATA } = options
  ui.list(preamble(run, { symbols, from, to, speed, set, data }))
  ui.blank()
  const meter = new Meter({ run, from, to, now: () => performance.now() })
  const runLog = new RunLog(ui.log)
  stop.onRequest = (isSecond) => {
    if (isSecond) ui.endProgress()
    else ui.say('Stopping … (Ctrl-C again: at once)')
  }
  const end = await run.go({
    signal: stop.signal,
    ...(speed === 'max' ? {} : { pace: pacer(speed, stop.signal) }),
    observers: [...runLog.observers, observer(topics.accountState, (account) => meter.see(account))],
    onProgress(progress) {
      runLog.flush()
      ui.progress(meter.read(progress))
    },
  })
  runLog.close()
  ui.endProgress()
  const { pace } = meter
  sayHowItWent(end, run, pace, ui)
  ui.blank()
  const page = await printReport({ run, end, pace, choice: options })
  if (page !== null) ui.say(`The report as a page: ${page}`)
  if (end === 'stopped') sayHowToGoOn(run, options, ui)
  process.exitCode = end === 'stopped' ? (stop.exitCode ?? 0) : 0
}

function sayHowItWent(
  end: RunEnd,
  { resumedAt }: Run,
  { takenRecords, elapsedMs, recordsPerSecond }: Pace,
  { say }: RunConsole,
): void {
  const played = `${formatCount(takenRecords)} records in ${formatDuration(elapsedMs)}, ${formatCount(recordsPerSecond)} a second`
  if (end === 'stopped') say(`Stopped after ${played}.`)
  else if (takenRecords > 0) say(`Played ${played}.`)
  else say(`This run was already complete, all ${formatCount(resumedAt)} records of it; --fresh begins anew.`)
}

function sayHowToGoOn({ reader }: Run, { data = DEFAULT_DATA, fresh = false }: PlayOptions, { say }: RunConsole): void {
  if (data === ':memory:') {
    say('Nothing is kept of a run in memory.')
    return
  }
  const upTo =
    reader.timeMs === null
      ? 'Nothing was committed yet'
      : `Everything up to ${formatTime(reader.timeMs)} UTC is kept in ${data}`
  say(`${upTo}. The same command${fresh ? ' without --fresh' : ''} goes on from there.`)
}

function timesOf({ from, to }: RunCommandOptions): Times {
  return {
    from: from === undefined ? undefined : parseTime(from, '--from'),
    to: to === undefined ? undefined : parseTime(to, '--to'),
  }
}
