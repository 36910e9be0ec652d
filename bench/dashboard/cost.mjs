/**
 * What a dashboard costs the run beside it: one long run, beside which the dashboard works every other moment and is frozen
 * in between, so that the machine's moods fall on both alike.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../../dist/app.js'
import { topics } from '../../dist/topics.js'
import { usage } from '../kafka/program.mjs'
import { startDashboard } from './browser.mjs'
import { openFarTab } from './far-tab.mjs'

const ILF = new URL('../../dist/cli/main.js', import.meta.url).pathname
const PHASE_MS = 500
const LOOK_EVERY_MS = 4
/** The run's compilation, and the dashboard's way to where the run is. */
const WARM_MS = 4_000

/**
 * Records a second, and a second of work of the run's main thread, in moments without and with the dashboard, in pairs; and
 * the share of a core that it took. Work is the time on a core and the time of waiting for one: what the dashboard can take
 * from a run, without what other machines of the same host take from both.
 */
export async function costOfDashboard(data, candles) {
  const run = spawn(process.execPath, [ILF, 'run', '--json', '--data', data, '--candles', candles], { stdio: 'ignore' })
  const ended = new Promise((resolve) => run.on('exit', resolve))
  while (!existsSync(join(data, 'ilf.mdb'))) await sleep(100)
  const dashboard = await startedBeside(data)
  const tab = openFarTab(dashboard.url)
  const reader = openReader(data)
  const recordsOf = () => {
    const partitions = reader.storage.topics().filter(({ topic }) => topic === topics.marketTick.name)
    return partitions.reduce((sum, { endOffset }) => sum + endOffset, 0)
  }
  /** The next moment at which more is committed: records come in portions. */
  const nextCommit = async () => {
    const before = recordsOf()
    let records = before
    while (records === before && run.exitCode === null) {
      await sleep(LOOK_EVERY_MS)
      records = recordsOf()
    }
    return { records, atMs: performance.now() }
  }
  const rateOfPhase = async () => {
    const begin = { ...(await nextCommit()), workMs: workMsOf(run.pid) }
    await sleep(PHASE_MS)
    const end = { ...(await nextCommit()), workMs: workMsOf(run.pid) }
    const records = end.records - begin.records
    return { ofTime: records / (end.atMs - begin.atMs), ofWork: records / (end.workMs - begin.workMs) }
  }
  await sleep(WARM_MS)
  const pairs = []
  let [cpuSeconds, watchedMs] = [0, 0]
  const withDashboard = async () => {
    process.kill(dashboard.pid, 'SIGCONT')
    const [before, atMs] = [usage(dashboard.pid).cpuSeconds, performance.now()]
    const rate = await rateOfPhase()
    cpuSeconds += usage(dashboard.pid).cpuSeconds - before
    watchedMs += performance.now() - atMs
    return rate
  }
  const withoutDashboard = async () => {
    await freezeBetweenLooks(dashboard.pid)
    return rateOfPhase()
  }
  while (run.exitCode === null) {
    // In turns: who comes first has no advantage.
    const isFirst = pairs.length % 2 === 0
    const first = await (isFirst ? withDashboard() : withoutDashboard())
    const second = await (isFirst ? withoutDashboard() : withDashboard())
    const [beside, alone] = isFirst ? [first, second] : [second, first]
    // The last moment may be one in which the run was over.
    if (run.exitCode === null) pairs.push({ beside, alone })
  }
  process.kill(dashboard.pid, 'SIGCONT')
  await ended
  const answers = await tab.stop()
  await dashboard.stop()
  await reader.storage.close()
  if (answers === 0) throw new Error('the dashboard did not answer')
  return { pairs, dashboardCores: cpuSeconds / (watchedMs / 1_000) }
}

/** Time that the main thread of a process was on a core or waited for one, ms; NaN where it has ended. */
function workMsOf(pid) {
  try {
    const [onCore, waited] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
    return (Number(onCore) + Number(waited)) / 1e6
  } catch {
    return Number.NaN
  }
}

/** Frozen while it reads, it would hold pages back that the run could use again. */
async function freezeBetweenLooks(pid) {
  const isReading = () => 'RD'.includes(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)[0])
  while (isReading()) await sleep(1)
  process.kill(pid, 'SIGSTOP')
}

/** The folder is there a moment before it can be read. */
async function startedBeside(data) {
  for (;;) {
    const dashboard = await startDashboard(['--data', data]).catch(() => null)
    if (dashboard !== null) return dashboard
    await sleep(100)
  }
}
