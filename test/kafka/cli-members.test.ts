/** `ilf start`: members that share their work, readiness and clean stops; and what `ilf run --kafka` refuses. */
import { expect, it } from 'vitest'
import { ilf, logLines, startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { freePorts } from '../support/process/free-ports.ts'
import { until } from './support/until.ts'

interface Ready {
  readonly status: number
  readonly body: string
}

/** Asks a member whether it is ready; null while it does not listen yet. */
async function ready(port: number): Promise<Ready | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`)
    return { status: answer.status, body: await answer.text() }
  } catch {
    return null
  }
}

function lanesOf(answer: Ready | null): readonly string[] {
  return answer?.status === 200 ? [...answer.body.matchAll(/\d+/g)].map(([lane]) => lane) : []
}

describeKafka('ilf start', ({ brokers, registryUrl }) => {
  it('shares the lanes with a second member, says when it is ready, and stops cleanly', async () => {
    const name = uniqueName('cli')
    const names = ['--topic-prefix', `${name}-`, '--app', name]
    const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, ...names]
    await ilf(['topics', 'create', 'trade-intent', '--kafka', brokers.join(','), ...names], temporaryFolder())
    const [one, two] = await freePorts(2)
    const start = (port: number | undefined) =>
      startIlf(['start', 'trade-intent', ...cluster, '--health-port', String(port)], temporaryFolder())

    const first = start(one)
    const seen: (number | undefined)[] = []
    await until('the first member is ready', async () => {
      const answer = await ready(one ?? 0)
      seen.push(answer?.status)
      return lanesOf(answer).length === 8
    })
    // It listens before it has joined: whoever asks too early hears that it is not ready.
    expect(seen).toContain(503)

    const second = start(two)
    await until('both have half of the lanes', async () => {
      const lanes = [await ready(one ?? 0), await ready(two ?? 0)].map(lanesOf)
      return lanes.every(({ length }) => length === 4) && new Set(lanes.flat()).size === 8
    })
    const live = await fetch(`http://127.0.0.1:${two}/health/live`)
    expect(live.status).toBe(200)
    const page = await fetch(`http://127.0.0.1:${two}/metrics`)
    expect(page.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const metrics = parseMetrics(await page.text())
    expect([metrics.value('ilf_lanes', { state: 'running' }), metrics.value('ilf_ready')]).toEqual([4, 1])
    expect(metrics.value('ilf_lag_records', { topology: 'trade-intent', topic: 'position.update', partition: 7 })).toBe(
      0,
    )
    expect((await fetch(`http://127.0.0.1:${two}/metrics`, { method: 'HEAD' })).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${two}/metrics`, { method: 'POST' })).status).toBe(405)
    expect((await fetch(`http://127.0.0.1:${two}/`)).status).toBe(404)

    first.process.kill('SIGTERM')
    const ended = await first.ended
    expect(ended).toMatchObject({ exitCode: 0, stdout: '' })
    const told = logLines(ended.stderr).map(({ msg }) => msg)
    expect(told[0]).toBe(`Starting as a member of the group ${name}-trade-intent`)
    expect(told).toContain('assigned lanes 0, 1, 2, 3, 4, 5, 6, 7')
    expect(told.at(-1)).toBe('Stopped: everything taken is committed')
    await until('the second member has all lanes', async () => lanesOf(await ready(two ?? 0)).length === 8)
    second.process.kill('SIGINT')
    expect((await second.ended).exitCode).toBe(0)
  })

  it.each([
    [['nonsense'], 'no topology is named nonsense; there are ai-baseline, '],
    [['trade-intent', '--set', 'gate.threshold=7'], '--set gate.threshold=7'],
    [['trade-intent', '--topic-prefix', 'nowhere-'], 'the cluster has no topic nowhere-'],
  ])('does not start %j', async (args, message) => {
    const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl]
    const { exitCode, stderr } = await ilf(['start', ...args, ...cluster], temporaryFolder())
    expect(exitCode).toBe(1)
    expect(stderr).toContain(message)
  })
})

describeKafka('ilf rebuild', ({ brokers, registryUrl }) => {
  it('gives the topics of a stopped group more partitions, and says what it does', async () => {
    const name = uniqueName('cli')
    const names = ['--kafka', brokers.join(','), '--topic-prefix', `${name}-`, '--app', name]
    await ilf(['topics', 'create', 'sizing-policy', '--partitions', '1', ...names], temporaryFolder())
    const of = (...partitions: string[]) =>
      ilf(['rebuild', 'sizing-policy', ...names, '--registry', registryUrl, ...partitions], temporaryFolder())
    const { exitCode, stdout, stderr } = await of('--partitions', '2')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(stderr).toContain(`more partitions for ${name}-position.update, ${name}-sizing.policy`)
    expect(stdout.split('\n')[1]).toMatch(/^sizing-policy +1 +0 +0 +0 +0$/)
    const fewer = await of('--partitions', '1')
    expect(fewer).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('has 2 partitions, not 1') })
  })
})

describeKafka('ilf run --kafka', ({ brokers, registryUrl }) => {
  it('refuses what only a folder has', async () => {
    const options = ['--kafka', brokers.join(','), '--registry', registryUrl, '--fresh']
    const { exitCode, stderr } = await ilf(['run', ...options], temporaryFolder())
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('--fresh does not go with') })
  })
})
