/** The system's Chromium, driven by playwright; where there is none the tests say so loudly, and fail where they must run. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  process.env.ILF_CHROMIUM ?? '',
]
const FRAME = '#'.repeat(100)

/** Null where there is no browser, which is an error where `CI` is set. */
export const browserPath: string | null = PLACES.find((path) => path !== '' && existsSync(path)) ?? null

if (browserPath === null) {
  const message =
    'THE BROWSER TESTS ARE NOT RUN: there is no Chromium. Install Debian’s `chromium`, or set ILF_CHROMIUM'
  if (process.env.CI) throw new Error(message)
  console.error(`\n${FRAME}\n${message}\n${FRAME}\n`)
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] })
}

export interface Look {
  readonly theme: 'light' | 'dark'
  readonly width: number
}

/** Opens a page; what it complains about is gathered in `complaints`. */
export async function openPage(
  browser: Browser,
  { theme, width }: Look,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 860 }, colorScheme: theme, reducedMotion: 'reduce' })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => complaints.push(message))
  return { page, complaints }
}

/** Goes to a view and waits until it shows what it was asked for. */
export async function goTo(page: Page, url: string, view: string, text: string): Promise<void> {
  await page.goto(`${url}/#/${view}`)
  await page.locator('main').getByText(text, { exact: false }).first().waitFor({ timeout: 20_000 })
}
