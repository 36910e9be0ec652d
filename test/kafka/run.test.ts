/** `ilf run --kafka`: gives the report of the embedded run, order for order, goes on after a kill, and ends. */
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { seededRandom } from '../../src/domain/rng.ts'
import { ilf, SHORT_SLICE, startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { testClient } from '../support/broker/client.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { freePorts } from '../support/process/free-ports.ts'
import { until } from './support/until.ts'

const PARTITIONS = 2
/** A run of the slice takes a few seconds from the moment its lanes run, ms. */
const KILL_WITHIN_MS = 3_000

/** All that a report says but how long the run took. */
function reportOf(stdout: string): unknown {
  const { run, ...report } = JSON.parse(stdout)
  return report
}

describeKafka('ilf run --kafka', ({ brokers, registryUrl }) => {
  const embedded = async () =>
    reportOf((await ilf(['run', '--json', '--data', ':memory:', ...SHORT_SLICE], temporaryFolder())).stdout)

  const command = (name: string) => {
    const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${name}-`]
    return ['run', '--json', ...SHORT_SLICE, ...cluster, '--app', name, '--partitions', String(PARTITIONS)]
  }

  it('gives the report of the embedded run, and the same command again changes nothing and ends', async () => {
    const run = command(uniqueName('run'))
    const first = await ilf(run, temporaryFolder())
    expect(first.exitCode).toBe(0)
    expect(reportOf(first.stdout)).toEqual(await embedded())
    const second = await ilf(run, temporaryFolder())
    expect(second.stderr).toContain('Published 0 records')
    expect(second.exitCode).toBe(0)
    expect(reportOf(second.stdout)).toEqual(await embedded())
  })

  it('goes on after a kill at a random instant, nothing lost and nothing twice', async () => {
    const run = command(uniqueName('run'))
    const seed = process.env.ILF_SEED ?? String(process.pid)
    const afterMs = seededRandom(seed)() * KILL_WITHIN_MS
    const where = `ILF_SEED=${seed}, killed ${afterMs.toFixed(0)} ms after the lanes ran`
    const killed = startIlf(run, temporaryFolder())
    await killed.says('running lane')
    await wait(afterMs)
    killed.process.kill('SIGKILL')
    await killed.ended
    const { exitCode, stdout } = await ilf(run, temporaryFolder())
    expect(exitCode, where).toBe(0)
    expect(reportOf(stdout), where).toEqual(await embedded())
  })

  it('says when it is at work, and answers to Prometheus', async () => {
    const [port] = await freePorts(1)
    const run = startIlf([...command(uniqueName('run')), '--health-port', String(port)], temporaryFolder())
    const asked = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
    await until('it is ready', async () => (await asked('/health/ready'))?.status === 200)
    const answer = await asked('/metrics')
    const told = parseMetrics((await answer?.text()) ?? '')
    expect(told.value('ilf_ready')).toBe(1)
    expect(told.value('ilf_lanes', { state: 'running' })).toBe(PARTITIONS)
    run.process.kill('SIGTERM')
    expect((await run.ended).stderr).toContain('Stopped after')
  })

  it('ends with the reason where a changelog was deleted, and does not begin anew without a word', async () => {
    const name = uniqueName('run')
    await ilf(command(name), temporaryFolder())
    const admin = testClient(brokers).admin()
    await admin.connect()
    const found = (await admin.listTopics()).find(
      (topic) => topic.startsWith(name) && topic.endsWith('-execution-changelog'),
    )
    const changelog = String(found)
    await admin.deleteTopics({ topics: [changelog] })
    await admin.disconnect()
    const { exitCode, stderr } = await ilf(command(name), temporaryFolder())
    expect(stderr).toContain(`${changelog}/0`)
    expect(stderr).toMatch(/error: lane 0 has halted/)
    expect(exitCode).toBe(1)
  })
})
