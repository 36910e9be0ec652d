/** The dashboard of a cluster that goes away: it says since when, and goes on when it is back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ControlLog } from '../../src/dashboard/protocol/flow.ts'
import type { Overview } from '../../src/dashboard/protocol/overview.ts'
import { ilf, temporaryFolder } from '../cli/support/ilf.ts'
import { browserPath, launch, openPage } from '../dashboard/browser/browser.ts'
import { type Dashboard, dashboardOf, TOKEN, until } from '../dashboard/support.ts'
import { kafkaJavaMissing } from '../support/broker/jars.ts'
import { type ProxiedBroker, startProxiedBroker } from '../support/broker/proxied-broker.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'

const missing = await kafkaJavaMissing()

describeKafka('the dashboard of a cluster', ({ registryUrl }) => {
  // The broker's second listener needs the jars.
  describe.skipIf(missing !== null)('behind a proxy', () => {
    const cleanUps: (() => void)[] = []
    const atEnd = (cleanUp: () => void) => void cleanUps.push(cleanUp)
    const prefix = `${uniqueName('away')}-`
    const through = (address: string) => ['--kafka', address, '--registry', registryUrl, '--topic-prefix', prefix]
    let broker: ProxiedBroker
    let dashboard: Dashboard

    beforeAll(async () => {
      broker = await startProxiedBroker()
      const cwd = temporaryFolder(atEnd)
      const direct = ['--kafka', broker.direct, '--topic-prefix', prefix]
      const created = await ilf(['topics', 'create', ...direct, '--partitions', '2'], cwd, {}, atEnd)
      expect(created.exitCode, created.stderr).toBe(0)
      dashboard = await dashboardOf([...through(broker.proxy.address), '--port', '0'], { cwd, atEnd })
    })
    afterAll(async () => {
      await dashboard?.stop()
      await broker?.stop()
      for (const cleanUp of cleanUps) cleanUp()
    })

    const link = (isWanted: (link: NonNullable<Overview['link']>) => boolean) =>
      until(
        async () => (await (await dashboard.get('/api/overview')).json()) as Overview,
        (overview) => overview.link !== null && isWanted(overview.link),
      )

    it.skipIf(browserPath === null)('says so on the page, and takes it back', async () => {
      const browser = await launch()
      const { page } = await openPage(browser, { theme: 'light', width: 1280 })
      await page.goto(dashboard.url)
      await page.getByText('at its end').waitFor()
      broker.proxy.decide = () => 'drop'
      broker.proxy.cutAll()
      await page.getByText(/the cluster does not answer since \d\d:\d\d:\d\d/).waitFor()
      broker.proxy.decide = () => 'pass'
      await page.getByText('at its end').waitFor()
      await browser.close()
    })

    it.each(['drop', 'hang'] as const)('says since when it does not answer (%s), and follows again', async (fate) => {
      const before = Date.now()
      await link(({ awaySinceMs }) => awaySinceMs === null)
      broker.proxy.decide = () => fate
      if (fate === 'drop') broker.proxy.cutAll()
      const { link: away } = await link(({ awaySinceMs }) => awaySinceMs !== null)
      expect(away?.awaySinceMs).toBeGreaterThan(before - 1_000)
      expect(away?.awaySinceMs).toBeLessThanOrEqual(Date.now())
      const ready = await dashboard.get('/health/ready')
      expect([ready.status, await ready.text()]).toEqual([
        503,
        expect.stringContaining('the cluster does not answer since 20'),
      ])
      broker.proxy.decide = () => 'pass'
      broker.proxy.release()
      await link(({ awaySinceMs, trouble }) => awaySinceMs === null && trouble === null)
      const order = { word: 'drain', reason: fate, issuedBy: 'tester' }
      const answer = await dashboard.post('/api/control', order, { authorization: `Bearer ${TOKEN}` })
      expect(answer.status).toBe(200)
      await until(
        async () => (await (await dashboard.get('/api/control')).json()) as ControlLog,
        ({ rows }) => rows.some(({ reason }) => reason === fate),
      )
    })
  })
})
