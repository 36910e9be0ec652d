/** What the dashboard costs the dataflow, and how old what a browser draws is, at 42 symbols × 10 updates a second. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, mainThread, noteDrawnPrices, openTab, startDashboard, takeDrawnPrices } from '../dashboard/browser.mjs'
import { costOfDashboard } from '../dashboard/cost.mjs'
import { LiveFolder } from '../dashboard/live-folder.mjs'
import { median, round } from '../support/measure.mjs'
import { repeated } from '../support/repeated.mjs'

const SYMBOLS = Array.from({ length: 42 }, (_, i) => `S${String(i).padStart(2, '0')}USDT`)
const PER_SECOND = 10
const WARM_MS = 5_000
const MEASURED_MS = 30_000
/** The recording so many times behind itself: a run that takes long enough to be looked at for a minute. */
const TIMES = 10

const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
const browser = await launch()
try {
  const drawn = await drawnLatency()
  await browser.close()
  const candles = await repeated(folder, TIMES)
  const { pairs, dashboardCores } = await costOfDashboard(join(folder, 'run'), candles)
  const ratios = pairs.map(({ beside, alone }) => beside / alone).sort((a, b) => a - b)
  const quartile = (share) => round(ratios[Math.floor(share * ratios.length)])
  console.log(
    JSON.stringify({
      case: 'dashboard',
      ...drawn,
      pairs_of_seconds: pairs.length,
      records_per_second_without: Math.round(1_000 * median(pairs.map(({ alone }) => alone))),
      records_per_second_beside: Math.round(1_000 * median(pairs.map(({ beside }) => beside))),
      rate_kept: quartile(0.5),
      rate_kept_quartiles: [quartile(0.25), quartile(0.75)],
      dashboard_cores: round(dashboardCores),
      required: { rate_kept: 0.95 },
    }),
  )
} finally {
  await browser.close()
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
