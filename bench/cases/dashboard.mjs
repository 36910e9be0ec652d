/** What the dashboard costs the dataflow, and how old what a browser draws is, at 42 symbols × 10 updates a second. */
import { randomInt } from 'node:crypto'
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
const DRAWS = 2_000
/** The recording so many times behind itself: a run that takes long enough for some hundred looks at it. */
const TIMES = Number(process.env.ILF_BENCH_TIMES ?? 50)

const folder = mkdtempSync(join(tmpdir(), 'ilf-bench-'))
const browser = await launch()
try {
  const drawn = await drawnLatency()
  await browser.close()
  const candles = await repeated(folder, TIMES)
  const { pairs, dashboardCores } = await costOfDashboard(join(folder, 'run'), candles)
  const rates = (of) => pairs.map(({ beside, alone }) => ({ beside: beside[of], alone: alone[of] }))
  const ofTime = kept(rates('ofTime'))
  const ofWork = kept(rates('ofWork'))
  console.log(
    JSON.stringify({
      case: 'dashboard',
      ...drawn,
      pairs_of_half_seconds: pairs.length,
      records_per_second_without: Math.round(1_000 * median(pairs.map(({ alone }) => alone.ofTime))),
      records_per_second_beside: Math.round(1_000 * median(pairs.map(({ beside }) => beside.ofTime))),
      rate_kept: ofTime.ratio,
      rate_kept_95_percent: ofTime.interval,
      rate_of_work_kept: ofWork.ratio,
      rate_of_work_kept_95_percent: ofWork.interval,
      dashboard_cores: round(dashboardCores),
      required: { rate_kept: 0.95 },
    }),
  )
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}

/**
 * The rate beside the dashboard over the rate without it, from the sums over all pairs, and in which interval it lies in 95
 * of 100 samples of pairs drawn from these.
 */
function kept(pairs) {
  const ratioOf = (some) => sum(some, 'beside') / sum(some, 'alone')
  const draws = Array.from({ length: DRAWS }, () => ratioOf(pairs.map(() => pairs[randomInt(pairs.length)])))
  draws.sort((a, b) => a - b)
  const at = (share) => round(draws[Math.floor(share * DRAWS)])
  return { ratio: round(ratioOf(pairs)), interval: [at(0.025), at(0.975)] }
}

function sum(pairs, name) {
  return pairs.reduce((total, pair) => total + pair[name], 0)
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
