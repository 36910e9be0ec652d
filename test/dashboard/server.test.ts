/** The dashboard's server beside a finished run: its figures are the report's, and nobody is let in who should not be. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ControlLog, Flow } from '../../src/dashboard/protocol/flow.ts'
import type { Overview } from '../../src/dashboard/protocol/overview.ts'
import type { SignalPage, Story } from '../../src/dashboard/protocol/signals.ts'
import type { SymbolRow, SymbolView } from '../../src/dashboard/protocol/symbol.ts'
import { ilf } from '../cli/support/ilf.ts'
import { type Dashboard, type PlayedRun, playedRun, startDashboard, TOKEN, until } from './support.ts'

let run: PlayedRun
let dashboard: Dashboard
const json = async <T>(path: string): Promise<T> => (await dashboard.get(path)).json() as Promise<T>
const overview = () =>
  until(
    () => json<Overview>('/api/overview'),
    ({ isMoving }) => !isMoving,
  )

const cleanUps: (() => void)[] = []

beforeAll(async () => {
  run = await playedRun((cleanUp) => cleanUps.push(cleanUp))
  dashboard = await startDashboard(run)
})
afterAll(async () => {
  await dashboard?.stop()
  for (const cleanUp of cleanUps) cleanUp()
})

describe('what it shows', () => {
  it('is what the report says', async () => {
    const { portfolio, signals, intents } = run.report
    const seen = await overview()
    expect(seen.account?.closedPositions).toBe(portfolio.trades)
    expect(seen.account?.balance).toBeCloseTo(Number(portfolio.endBalance), 9)
    expect(seen.account?.equity).toBeCloseTo(Number(portfolio.endEquity), 9)
    expect(seen.equity.at(-1)?.[1]).toBe(seen.account?.equity)
    expect(seen.gaps).toEqual({ stretches: [], positions: 0, pnl: 0 })
    expect(Math.max(...seen.equity.map(([, , drawdown]) => drawdown))).toBeCloseTo(portfolio.maxDrawdown?.ratio ?? 0, 9)
    const rows = await json<readonly SymbolRow[]>('/api/symbols')
    expect(rows.map(({ symbol }) => symbol)).toEqual(['ICPUSDT', 'IMXUSDT'])
    expect(rows.reduce((sum, { positions }) => sum + positions, 0)).toBe(portfolio.trades)
    expect(rows.reduce((sum, row) => sum + row.pnl, 0)).toBeCloseTo(Number(portfolio.pnl), 6)
    const flow = await json<Flow>('/api/flow')
    const records = (name: string) => flow.topics.find((topic) => topic.name === name)?.records
    expect(records('signal.decision')).toBe(signals.decisions)
    expect(records('trade.intent')).toBe(intents.intents)
  })

  it('has every decision on its pages, each once, and only those that fit the filter', async () => {
    await overview()
    const ids: string[] = []
    for (let before: string | null = null; ; ) {
      const query = before === null ? '' : `?before=${encodeURIComponent(before)}`
      const page: SignalPage = await json(`/api/signals${query}`)
      ids.push(...page.rows.map(({ signalId }) => signalId))
      before = page.next
      if (before === null) break
    }
    expect(ids).toHaveLength(run.report.signals.decisions)
    expect(new Set(ids).size).toBe(ids.length)
    const accepted = await json<SignalPage>('/api/signals?outcome=ACCEPTED&symbol=IMXUSDT')
    expect(accepted.rows.length).toBeGreaterThan(0)
    for (const row of accepted.rows) expect(row).toMatchObject({ outcome: 'ACCEPTED', symbol: 'IMXUSDT' })
  })

  it('tells the story of a signal, and draws positions with their stops and targets', async () => {
    await overview()
    const [signal] = (await json<SignalPage>('/api/signals?outcome=ACCEPTED')).rows
    const story = await json<Story>(`/api/signals/${signal?.signalId}`)
    expect(story.sections.map(({ title }) => title)).toEqual(expect.arrayContaining(['SIGNAL', 'DECISION', 'PLAN']))
    expect(story.leverage?.steps.at(-1)?.product).toBeCloseTo(story.leverage?.raw ?? 0, 9)
    const { candles, positions } = await json<SymbolView>(`/api/symbols/${signal?.symbol}`)
    expect(candles.length).toBeGreaterThan(50)
    for (const [, open, high, low, close] of candles)
      expect([high >= Math.max(open, close), low <= open]).toEqual([true, true])
    for (const { targets, stops } of positions) expect([targets.length, stops.length > 0]).toEqual([3, true])
  })

  it.each(['/api/signals/nothing', '/api/symbols/NOTHING', '/api/nothing'])('says what %s lacks', async (path) => {
    expect((await dashboard.get(path)).status).toBe(404)
  })
})

describe('what is measured', () => {
  it('agrees with the topics, and can be parsed line by line', async () => {
    const { signals, plans } = run.report
    await overview()
    const answer = await dashboard.get('/metrics')
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const values = new Map(
      text
        .trim()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => {
          const found = /^(?<name>[a-z_]+(\{[a-z]+="[^"]*"\})?) (?<value>[-+0-9.e]+)$/.exec(line)?.groups
          return [found?.name, Number(found?.value)] as const
        }),
    )
    expect([...values.keys()].every((name) => name?.startsWith('ilf_'))).toBe(true)
    expect(values.get('ilf_topic_records_total{topic="signal.decision"}')).toBe(signals.decisions)
    expect(values.get('ilf_signal_decisions_total{reason="ACCEPTED"}')).toBe(signals.accepted)
    for (const [reason, count] of Object.entries(signals.refusals))
      expect(values.get(`ilf_signal_decisions_total{reason="${reason}"}`)).toBe(count)
    const refused = plans.decisions.filter(({ final, outcome }) => final && outcome === 'REFUSED')
    for (const { reason, count } of refused)
      expect(values.get(`ilf_plan_refusals_total{reason="${reason}"}`)).toBe(count)
    expect(values.get('ilf_account_mode{mode="ACTIVE"}')).toBe(1)
    expect(values.get('ilf_feed_age_seconds{symbol="IMXUSDT"}')).toBeLessThan(60)
  })

  it('is alive and ready, until the account is halted', async () => {
    await overview()
    expect((await dashboard.get('/health/live')).status).toBe(200)
    expect(await (await dashboard.get('/health/ready')).json()).toEqual({ ready: true, reasons: [] })
  })
})

it('refuses a cursor that is none', async () => {
  expect((await dashboard.get('/api/signals?before=abc')).status).toBe(400)
  expect((await dashboard.get('/api/signals?before=5')).status).toBe(400)
  expect((await dashboard.get('/api/signals?before=1765659000000.0.any')).status).toBe(200)
})

describe('who is let in', () => {
  it('is nobody by another name, and no page of another origin', async () => {
    expect((await rebound('/api/overview')).status).toBe(421)
    expect((await dashboard.get('/api/overview', { origin: 'http://evil.example' })).status).toBe(403)
  })

  it('gives orders with the token only, and only those there are', async () => {
    const order = { word: 'halt', reason: 'a <b>test</b>', issuedBy: 'tester' }
    expect((await dashboard.post('/api/control', order)).status).toBe(401)
    expect((await dashboard.post('/api/control', order, { authorization: 'Bearer other' })).status).toBe(401)
    const authorization = `Bearer ${TOKEN}`
    const bad = await dashboard.post('/api/control', { ...order, word: 'buy' }, { authorization })
    expect(bad.status).toBe(400)
    expect((await dashboard.post('/api/control', order, { authorization })).status).toBe(200)
    await run.again()
    const log = await until(
      () => json<ControlLog>('/api/control'),
      ({ rows }) => rows.length > 0,
    )
    expect(log.rows[0]).toMatchObject({ command: 'HALT', issuedBy: 'tester', reason: 'a <b>test</b>' })
    expect(log.mode).toBe('HALTED')
    const ready = await dashboard.get('/health/ready')
    expect(ready.status).toBe(503)
    expect(await ready.text()).toContain('the account is halted')
  })

  it('runs no script of others, and shows no secret', async () => {
    const { headers } = await dashboard.get('/api/overview')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    for (const path of ['/api/overview', '/api/flow', '/api/control', '/'])
      expect(await (await dashboard.get(path)).text()).not.toContain(TOKEN)
  })

  it('asks everybody for the token where others can reach it', async () => {
    const open = await startDashboard(run, '0', ['--host', '0.0.0.0'])
    const url = `http://127.0.0.1:${open.port}/api/overview`
    for (const path of ['api/overview', '%61pi/overview', 'metrics', '%6detrics', 'health/ready'])
      expect((await fetch(`http://127.0.0.1:${open.port}/${path}`)).status, path).toBe(401)
    expect((await fetch(`http://127.0.0.1:${open.port}/`)).status).toBe(200)
    expect((await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200)
    // In an address only where a browser cannot send it otherwise: addresses end up in histories and logs.
    expect((await fetch(`${url}?token=${TOKEN}`)).status).toBe(401)
    const events = await fetch(`http://127.0.0.1:${open.port}/api/events?token=${TOKEN}`)
    expect(events.status).toBe(200)
    await events.body?.cancel()
    await open.stop()
  })
})

it('says that a port is taken, and that a folder has no data', async () => {
  const taken = await ilf(['dashboard', '--data', run.data, '--port', dashboard.port], run.cwd)
  expect(taken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is taken: choose another with --port') })
  const none = await ilf(['dashboard', '--data', 'nowhere', '--port', '0'], run.cwd)
  expect(none.exitCode).toBe(1)
  expect(none.stderr).not.toContain('in a way it should not have')
})

/** Asks by a name that leads here but is another's: what a rebound DNS name would do. */
function rebound(path: string): Promise<{ readonly status: number | undefined }> {
  return new Promise((resolve, reject) => {
    request(dashboard.url + path, { headers: { host: 'evil.example' } }, (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode })
    })
      .on('error', reject)
      .end()
  })
}
