/** `ilf alerts --kafka`: beside a cluster that a run is played on, every position is told, opened and closed. */
import { expect, it } from 'vitest'
import { ok, startReceiver } from '../alerts/receiver.ts'
import { ilf, SHORT_SLICE, startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { until } from './support/until.ts'

const PARTITIONS = ['--partitions', '2']
const PATIENCE_MS = 100_000

describeKafka('ilf alerts --kafka', ({ brokers, registryUrl }) => {
  it('tells what happens on the cluster, from the end of its topics', async () => {
    const receiver = await startReceiver(ok)
    const cwd = temporaryFolder()
    const name = uniqueName('alerts')
    const names = ['--app', name, '--topic-prefix', `${name}-`]
    const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, ...names]
    const run = ['run', '--json', ...SHORT_SLICE, ...cluster, ...PARTITIONS]
    // Played before anybody looks on: none of it may be told.
    const played = await ilf([...run, '--to', '2025-12-13T21:00'], cwd)
    expect(played.exitCode, played.stderr).toBe(0)
    const before = JSON.parse(played.stdout)
    const watching = startIlf(
      ['alerts', ...cluster, '--every-ms', '1', '--only', 'position', '--log-level', 'info'],
      cwd,
      { ILF_ALERT_WEBHOOK_URL: receiver.url },
    )
    await watching.says('alerts are sent to webhook')
    const rest = await ilf(run, cwd)
    expect(rest.exitCode, rest.stderr).toBe(0)
    const { portfolio, open } = JSON.parse(rest.stdout)
    const told = (report: typeof before) => 2 * report.portfolio.trades + report.open.length
    const expected = told({ portfolio, open }) - told(before)
    expect(expected).toBeGreaterThan(0)
    const count = () =>
      receiver.received.reduce((sum, { body }) => sum + (body.alerts?.length ?? 0) + (body.more ?? 0), 0)
    await until('every alert has come', () => count() >= expected, PATIENCE_MS).catch((error) => {
      throw new Error(`${error.message}: ${count()} of ${expected}\n${watching.told()}\n${rest.stderr}`)
    })
    watching.process.kill('SIGTERM')
    expect((await watching.ended).exitCode).toBe(0)
    expect(count()).toBe(expected)
  })
})
