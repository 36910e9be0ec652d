/** Every view in a real browser, beside a finished run: it shows the run, complains of nothing, and is usable by all. */
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SignalPage } from '../../../src/dashboard/protocol/signals.ts'
import { ok, startReceiver } from '../../alerts/receiver.ts'
import { type Dashboard, dashboardOf, type PlayedRun, playedRun, startDashboard, TOKEN } from '../support.ts'
import { browserPath, goTo, launch, openPage } from './browser.ts'

/** Whether the graph is wider than where it stands. */
const IS_CUT =
  '[...document.querySelectorAll("section[aria-label=Graph]")].some((box) => box.scrollWidth > box.clientWidth)'
const LOOKS = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 390 },
] as const

describe.skipIf(browserPath === null)('the dashboard in a browser', () => {
  const cleanUps: (() => void)[] = []
  let run: PlayedRun
  let dashboard: Dashboard
  let browser: Browser
  let signalId = ''

  beforeAll(async () => {
    run = await playedRun((cleanUp) => cleanUps.push(cleanUp))
    dashboard = await startDashboard(run)
    browser = await launch()
    const page = (await (await dashboard.get('/api/signals?outcome=ACCEPTED')).json()) as SignalPage
    signalId = page.rows[0]?.signalId ?? ''
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.stop()
    for (const cleanUp of cleanUps) cleanUp()
  })

  const views = (): readonly (readonly [view: string, shows: string])[] => [
    ['overview', 'Account paper'],
    ['symbols', 'IMXUSDT'],
    ['symbols/IMXUSDT', 'stop, as it moved'],
    ['signals', 'Decisions, newest first'],
    [`signals/${signalId}`, '× safety'],
    ['sizing', 'Learnt value'],
    ['calibration', '95 % interval'],
    ['topology', 'exit-brain'],
    ['dead-letters', 'None: every record could be read'],
    ['control', 'None are configured for this server'],
  ]

  it.each(LOOKS)(
    'shows every view, $theme and $width wide, without a fault',
    async (look) => {
      const { page, complaints } = await openPage(browser, look)
      for (const [view, shows] of views()) {
        await goTo(page, dashboard.url, view, shows)
        await page.evaluate(axe.source)
        const found = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run()
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
        })
        expect(found, view).toEqual([])
        const isWider = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
        expect(isWider, `${view} scrolls sideways`).toBe(false)
        const isCut = await page.evaluate(IS_CUT)
        if (look.width > 1_000) expect(isCut, `${view} shows a part of the graph only`).toBe(false)
      }
      expect(complaints).toEqual([])
      await page.close()
    },
    120_000,
  )

  it('leads from a position to its story by keyboard, and back', async () => {
    const { page } = await openPage(browser, LOOKS[0])
    await goTo(page, dashboard.url, 'overview', 'Account paper')
    await page.keyboard.press('3')
    await page.getByRole('heading', { name: 'Signals' }).waitFor()
    await page.getByLabel('Outcome').selectOption('ACCEPTED')
    const story = page.getByRole('link', { name: `Story of ${signalId}` })
    await story.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: signalId }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Signals' }).waitFor()
    await page.close()
  })

  it('keeps the focus in the filter while the list follows it, by keyboard alone', async () => {
    const { page } = await openPage(browser, LOOKS[0])
    await goTo(page, dashboard.url, 'signals', 'Decisions, newest first')
    await page.getByRole('link', { name: 'Story of' }).first().waitFor()
    await page.getByLabel('Symbol').focus()
    // Down takes the first symbol, and down again the second: only who keeps the focus gets there.
    await page.keyboard.press('ArrowDown')
    await page.getByRole('link', { name: 'Story of ICPUSDT' }).first().waitFor()
    await page.getByRole('link', { name: 'Story of IMXUSDT' }).first().waitFor({ state: 'detached' })
    await page.keyboard.press('ArrowDown')
    await page.getByRole('link', { name: 'Story of IMXUSDT' }).first().waitFor()
    await page.getByRole('link', { name: 'Story of ICPUSDT' }).first().waitFor({ state: 'detached' })
    expect(await page.locator('select:focus').inputValue()).toBe('IMXUSDT')
    await page.close()
  })

  it('calls unknown what the data do not have', async () => {
    const { page } = await openPage(browser, LOOKS[0])
    await goTo(page, dashboard.url, 'symbols/IMXUSDT', 'stop, as it moved')
    for (const name of ['Divergence', 'Funding rate'])
      await page.locator('.figure', { hasText: name }).getByText('unknown').waitFor()
    expect(await page.locator('.figure', { hasText: 'ATR' }).textContent()).toMatch(/\d %/)
    await page.close()
  })

  it('gives no order without the word and the token, and shows who gave it and why as text', async () => {
    const { page, complaints } = await openPage(browser, LOOKS[0])
    await goTo(page, dashboard.url, 'control', 'close-all')
    await page.getByLabel('Who').fill('<img src=x onerror=alert(1)>')
    await page.getByLabel('Why').fill('the test <b>says</b> so')
    await page.getByRole('button', { name: 'reduce' }).click()
    const submit = page.locator('.confirm button[type=submit]')
    expect(await submit.isDisabled()).toBe(true)
    await page.getByLabel('Type reduce').fill('reduce')
    await page.getByLabel('Token').fill('wrong')
    await submit.click()
    await page.getByText('this needs the token').waitFor()
    await page.getByLabel('Token').fill(TOKEN)
    await submit.click()
    await page.getByText('Queued: the run, or the next one, takes it.').waitFor()
    await run.again()
    await page.getByRole('cell', { name: '<img src=x onerror=alert(1)>' }).waitFor()
    await page.getByRole('cell', { name: 'the test <b>says</b> so' }).waitFor()
    await page.getByText('reducing').first().waitFor()
    // The refused order is an error of the network, told to the console by the browser itself.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
    await page.close()
  })

  it('sends a test message where alerts are configured, and says what was answered', async () => {
    const receiver = await startReceiver(ok)
    const place = { ...run, env: { ILF_ALERT_WEBHOOK_URL: receiver.url } }
    const configured = await dashboardOf(['--data', run.data, '--port', '0'], place)
    const { page, complaints } = await openPage(browser, LOOKS[2])
    await goTo(page, configured.url, 'control', 'close-all')
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await page.getByLabel('Type test').fill('test')
    await page.getByLabel('Token').fill(TOKEN)
    await page.locator('.confirm button[type=submit]').click()
    await page.getByText('webhook: arrived, it answered 200 OK: ok').waitFor()
    expect(receiver.received).toHaveLength(1)
    expect(complaints).toEqual([])
    await page.close()
    await configured.stop()
  })

  it('says that the server is gone, and goes on when it is back', async () => {
    const { page } = await openPage(browser, LOOKS[0])
    await goTo(page, dashboard.url, 'overview', 'Account paper')
    await page.getByText('at its end').waitFor()
    const { port } = dashboard
    await dashboard.stop()
    await page.getByText('not connected, trying again').waitFor()
    dashboard = await startDashboard(run, port)
    await page.getByText('at its end').waitFor()
    await page.close()
  })
})
