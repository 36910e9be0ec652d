/** What the dashboard costs the dataflow, and how old what a browser draws is, at 42 symbols × 10 updates a second. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch, mainThread, noteDrawnPrices, openTab, startDashboard, takeDrawnPrices } from '../dashboard/browser.mjs'
import { LiveFolder } from '../dashboard/live-folder.mjs'
import { median, round } from '../support/measure.mjs'
import { repeated } from '../support/repeated.mjs'

const ILF = new URL('../../dist/cli/main.js', import.meta.url).pathname
const SYMBOLS = Array.from({ length: 42 }, (_, i) => `S${String(i).padStart(2, '0')}USDT`)
const PER_SECOND = 10
const WARM_MS = 5_000
const MEASURED_MS = 30_000
/** The recording so many times behind itself: a run that takes long enough to be compared. */
const TIMES = 2
const PAIRS = 3
/** Of /proc on Linux. */
const TICKS_PER_SECOND = 100

const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
const browser = await launch()
// Beside the run it is a browser of another machine: it must not take the run's cores.
const elsewhere = await launch({ isNice: true, folder })
try {
  const drawn = await drawnLatency()
  const candles = await repeated(folder, TIMES)
  const [without, beside] = [[], []]
  // In turns, so that whatever else the machine does falls on both.
  for (let i = 0; i < PAIRS; i++) {
    without.push(await played(candles, false))
    beside.push(await played(candles, true))
  }
  console.log(
    JSON.stringify({
      case: 'dashboard',
      ...drawn,
      records_per_second_without: Math.round(middle(without, 'rate')),
      records_per_second_beside: Math.round(middle(beside, 'rate')),
      rate_kept: round(middle(beside, 'rate') / middle(without, 'rate')),
      // What the run itself does more for being looked at; the rest of a loss is cores that it shares.
      run_cpu_seconds_without: round(middle(without, 'cpuSeconds')),
      run_cpu_seconds_beside: round(middle(beside, 'cpuSeconds')),
      required: { rate_kept: 0.95 },
    }),
  )
} finally {
  await browser.close()
  await elsewhere.close()
  rmSync(folder, { recursive: true })
}

/** Tick committed to its topic → drawn, of every price that was drawn; and what drawing costs. */
async function drawnLatency() {
  const data = join(folder, 'live')
  const live = new LiveFolder(data, SYMBOLS)
  const dashboard = await startDashboard(['--data', data])
  const page = await openTab(browser, dashboard.url, 'symbols')
  await page.getByText(SYMBOLS[0]).waitFor()
  await noteDrawnPrices(page)
  await live.writeFor(WARM_MS, PER_SECOND)
  await takeDrawnPrices(page)
  const timeOf = await mainThread(page)
  const before = await timeOf()
  await live.writeFor(MEASURED_MS, PER_SECOND)
  const after = await timeOf()
  const ages = (await takeDrawnPrices(page)).map(([, price, atMs]) => atMs - live.timeOf(price)).sort((a, b) => a - b)
  await page.close()
  await dashboard.stop()
  await live.close()
  const at = (share) => Math.round(ages[Math.min(ages.length - 1, Math.floor(share * ages.length))])
  const perSecond = (name) => round(((after[name] - before[name]) * 1_000) / (MEASURED_MS / 1_000))
  return {
    symbols: SYMBOLS.length,
    updates_per_second: PER_SECOND,
    tick_to_drawn_p50_ms: at(0.5),
    tick_to_drawn_p99_ms: at(0.99),
    drawn: ages.length,
    main_thread_ms_per_second: perSecond('tasks'),
    scripts_ms_per_second: perSecond('scripts'),
  }
}

function middle(runs, name) {
  return median(runs.map((run) => run[name]))
}

/** A run at full speed, alone or with the dashboard and a tab of it beside: records a second, and its processor time. */
async function played(candles, isBeside) {
  const data = mkdtempSync(join(folder, 'run-'))
  const run = spawn(process.execPath, [ILF, 'run', '--json', '--data', data, '--candles', candles], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  run.stdout.on('data', (chunk) => {
    text += chunk
  })
  const ended = new Promise((resolve) => run.on('exit', resolve))
  let cpuSeconds = 0
  const looking = setInterval(() => {
    cpuSeconds = cpuSecondsOf(run.pid) ?? cpuSeconds
  }, 100)
  const watching = isBeside ? await watched(data) : null
  await ended
  clearInterval(looking)
  await watching?.stop()
  rmSync(data, { recursive: true })
  return { rate: JSON.parse(text).run.recordsPerSecond, cpuSeconds }
}

/** User and system time of a process so far; null where it is gone, or the system does not tell. */
function cpuSecondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    return null
  }
}

async function watched(data) {
  // The folder is there a moment after the run has begun.
  for (;;) {
    await sleep(100)
    if (!existsSync(join(data, 'ilf.mdb'))) continue
    const dashboard = await startDashboard(['--data', data]).catch(() => null)
    if (dashboard === null) continue
    const page = await openTab(elsewhere, dashboard.url, 'overview')
    return {
      async stop() {
        await page.close()
        await dashboard.stop()
      },
    }
  }
}
