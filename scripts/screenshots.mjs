#!/usr/bin/env node
// `npm run screenshots`: plays the shipped recording, opens its dashboard in the system's Chromium, and keeps pictures of it
// in docs/screenshots. What they show is the recording's end, so they change only when the page does.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('../', import.meta.url))
const cli = join(root, 'dist/cli/main.js')
const out = join(root, 'docs/screenshots')
const data = mkdtempSync(join(tmpdir(), 'ilf-screenshots-'))
/** Name, view, theme, width, height. */
const PICTURES = [
  ['overview', 'overview', 'light', 1280, 900],
  ['symbol', 'symbols/METISUSDT', 'dark', 1280, 1130],
  ['story', 'signals/IMXUSDT-5m-1765659000000', 'light', 1280, 1150],
  ['signals', 'signals', 'light', 1280, 700],
  ['topology', 'topology', 'dark', 1280, 1100],
  ['calibration', 'calibration', 'light', 1280, 700],
  ['phone', 'overview', 'dark', 390, 844],
]

try {
  mkdirSync(out, { recursive: true })
  await ended(spawn(process.execPath, [cli, 'run', '--json', '--data', data], { stdio: 'ignore' }))
  const server = spawn(process.execPath, [cli, 'dashboard', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(server)
  const browser = await chromium.launch({
    executablePath: process.env.ILF_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  for (const [name, view, colorScheme, width, height] of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    await page.goto(`${url}/#/${view}`)
    await page.getByText('at its end').waitFor({ timeout: 120_000 })
    await page.waitForFunction(() => !document.body.textContent.includes('Reading the topics'))
    if (name === 'symbol') await page.getByRole('button', { name: 'show', exact: true }).first().click()
    await page.evaluate('scrollTo(0, 0)')
    // The charts draw in the next frames.
    await page.waitForTimeout(1_500)
    await page.screenshot({ path: join(out, `${name}.png`) })
    await page.close()
  }
  await browser.close()
  server.kill()
} finally {
  rmSync(data, { recursive: true, force: true })
}

function ended(child) {
  return new Promise((resolve) => child.on('close', resolve))
}

async function addressOf(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Dashboard: (\S+)/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error('the dashboard did not say where it is')
}
