/** `ilf alerts` beside a run's folder: what happened from the start, or from now on, printed or sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../src/alerts/alert.ts'
import { ok, startReceiver, status } from '../alerts/receiver.ts'
import { dashboardOf, type PlayedRun, playedRun, TOKEN } from '../dashboard/support.ts'
import { ilf, startIlf } from './support/ilf.ts'

const cleanUps: (() => void)[] = []
let run: PlayedRun
beforeAll(async () => {
  run = await playedRun((cleanUp) => cleanUps.push(cleanUp))
})
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp()
})

/** The alerts that are printed, until there are as many. */
async function printed(args: readonly string[], count: number): Promise<readonly Alert[]> {
  const { process: child, ended } = startIlf(['alerts', '--print', '--data', run.data, ...args], run.cwd)
  const lines: string[] = []
  let rest = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
      if (lines.length >= count) resolve()
    })
    void ended.then(({ stderr }) => reject(new Error(stderr)))
  })
  child.kill('SIGTERM')
  await ended
  return lines.map((line) => JSON.parse(line))
}

describe('ilf alerts', () => {
  it('prints what happened from the start: each position opened and closed', async () => {
    const { trades } = run.report.portfolio
    const open = run.report.open.length
    const alerts = await printed(['--from-start', '--only', 'position'], 2 * trades + open)
    expect(alerts.filter(({ id }) => id.endsWith(' OPENED'))).toHaveLength(trades + open)
    expect(alerts.filter(({ id }) => id.endsWith(' CLOSED'))).toHaveLength(trades)
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length)
    expect(alerts[0]?.title).toMatch(/^Opened (LONG|SHORT) I(CP|MX)USDT \d+x at [\d.]+$/)
  })

  it('sends what happens from now on, and nothing of before', async () => {
    const receiver = await startReceiver(ok)
    const watching = startIlf(['alerts', '--data', run.data, '--every-ms', '1', '--log-level', 'info'], run.cwd, {
      ILF_ALERT_WEBHOOK_URL: `${receiver.url}/secret-path`,
    })
    await watching.says('alerts are sent to webhook')
    await ilf(['control', 'halt', '--reason', 'a test', '--data', run.data], run.cwd)
    await run.again()
    await receiver.until(1)
    expect(receiver.received[0]?.body.alerts).toMatchObject([
      { kind: 'account', severity: 'critical', title: expect.stringMatching(/^Account paper is HALTED: .*a test/) },
    ])
    await watching.says('sent 1 alert')
    watching.process.kill('SIGTERM')
    const { exitCode, stderr, stdout } = await watching.ended
    expect(exitCode).toBe(0)
    expect(receiver.received).toHaveLength(1)
    expect(stderr + stdout).not.toContain('secret-path')
  })

  it('tests the channels and says what they answered', async () => {
    const [good, bad] = [
      await startReceiver(ok),
      await startReceiver(status(401, '{"ok":false,"description":"Unauthorized"}')),
    ]
    const env = { ILF_ALERT_WEBHOOK_URL: good.url }
    expect(await ilf(['alerts', '--test'], run.cwd, env)).toMatchObject({
      exitCode: 0,
      stdout: 'webhook: arrived, it answered 200 OK: ok\n',
    })
    const telegram = {
      ILF_ALERT_TELEGRAM_TOKEN: '1:secret',
      ILF_ALERT_TELEGRAM_CHAT: '1',
      ILF_ALERT_TELEGRAM_API: bad.url,
    }
    const { exitCode, stdout, stderr } = await ilf(['alerts', '--test'], run.cwd, { ...env, ...telegram })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('telegram: did not arrive: it answered 401 Unauthorized: {"ok":false')
    expect(stdout + stderr).not.toContain('1:secret')
  })

  it.each([
    [['alerts'], 'no channel is configured: set ILF_ALERT_WEBHOOK_URL'],
    [['alerts', '--print', '--kafka', 'x:1', '--data', 'y'], 'it watches one of them'],
    [['alerts', '--only', 'weather'], 'There are position, risk'],
    [['alerts', '--print', '--data', 'nowhere'], 'holds no data yet'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await ilf(args, run.cwd)
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('in a way it should not have')
  })
})

describe('the dashboard', () => {
  it('tests the channels with the token only, and tells nothing of where they are', async () => {
    const receiver = await startReceiver(ok)
    const place = { ...run, env: { ILF_ALERT_WEBHOOK_URL: `${receiver.url}/secret-path` } }
    const dashboard = await dashboardOf(['--data', run.data, '--port', '0'], place)
    const setup = await (await dashboard.get('/api/alerts')).text()
    expect(setup).toBe('{"channels":["webhook"]}')
    expect((await dashboard.post('/api/alerts/test', {})).status).toBe(401)
    expect(receiver.received).toEqual([])
    const answer = await dashboard.post('/api/alerts/test', {}, { authorization: `Bearer ${TOKEN}` })
    expect(await answer.json()).toEqual([{ channel: 'webhook', arrived: true, answer: '200 OK: ok' }])
    expect(receiver.received).toHaveLength(1)
    await dashboard.stop()
  })
})
