/** The dashboard as a process of its own, and a tab of it in the system's Chromium. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

const ILF = new URL('../../dist/cli/main.js', import.meta.url).pathname

export async function startDashboard(args) {
  const child = spawn(process.execPath, [ILF, 'dashboard', ...args, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Dashboard: (\S+)/.exec(line)?.[1]
    if (url !== undefined) return { url, pid: child.pid, stop: () => ended(child) }
  }
  throw new Error('the dashboard did not say where it is')
}

function ended(child) {
  child.kill('SIGTERM')
  return new Promise((resolve) => child.on('exit', resolve))
}

export function launch() {
  const executablePath = process.env.ILF_CHROMIUM ?? '/usr/bin/chromium'
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** Opens a view. */
export async function openTab(browser, url, view) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  await page.goto(`${url}/#/${view}`)
  await page.locator('h1').waitFor()
  return page
}

/** Notes every price that the list of symbols draws: [symbol, price, Unix ms of the frame behind it]. */
export function noteDrawnPrices(page) {
  return page.evaluate(() => {
    globalThis.drawn = []
    const last = new Map()
    const look = () => {
      const rows = document.querySelectorAll('tbody tr')
      const changed = []
      for (const row of rows) {
        const [symbol, price] = [...row.children].map((cell) => cell.textContent)
        if (last.get(symbol) !== price) changed.push([symbol, Number(price.replaceAll(',', ''))])
        last.set(symbol, price)
      }
      if (changed.length === 0) return
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        // Behind the frame: what was changed is on the screen.
        channel.port1.onmessage = () => {
          const nowMs = Date.now()
          for (const [symbol, price] of changed) globalThis.drawn.push([symbol, price, nowMs])
        }
        channel.port2.postMessage(null)
      })
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}

/** What was drawn since the last time this was asked. */
export const takeDrawnPrices = (page) => page.evaluate(() => globalThis.drawn.splice(0))

/** Main-thread time of a page, seconds: all of its tasks, and of those the scripts. */
export async function mainThread(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0
    return { tasks: of('TaskDuration'), scripts: of('ScriptDuration') }
  }
}
