/** The dashboard of a cluster: it shows what that of an embedded run shows, gives orders to it, and catches up. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ControlLog, DeadLetters, Flow } from '../../src/dashboard/protocol/flow.ts'
import type { Calibration, Sizing } from '../../src/dashboard/protocol/learning.ts'
import type { Overview } from '../../src/dashboard/protocol/overview.ts'
import type { SignalPage, Story } from '../../src/dashboard/protocol/signals.ts'
import type { SymbolRow, SymbolView } from '../../src/dashboard/protocol/symbol.ts'
import { codecFor } from '../../src/records/codec.ts'
import { WIRE_HEADER_BYTES } from '../../src/records/serde.ts'
import { ilf, startIlf } from '../cli/support/ilf.ts'
import {
  type Dashboard,
  dashboardOf,
  type PlayedRun,
  playedRun,
  RUN,
  startDashboard,
  TOKEN,
  until,
} from '../dashboard/support.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'

const PARTITIONS = '3'
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` }

describeKafka('ilf dashboard --kafka', ({ brokers, registryUrl }) => {
  const cleanUps: (() => void)[] = []
  const atEnd = (cleanUp: () => void) => void cleanUps.push(cleanUp)
  const name = uniqueName('dashboard')
  const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${name}-`, '--app', name]
  let run: PlayedRun
  let folder: Dashboard
  let shown: Dashboard

  const json = async <T>(dashboard: Dashboard, path: string): Promise<T> =>
    (await dashboard.get(path)).json() as Promise<T>
  const atItsEnd = (dashboard: Dashboard) =>
    until(
      () => json<Overview>(dashboard, '/api/overview'),
      ({ isMoving, ticks }) => !isMoving && ticks > 0,
    )
  const start = () => dashboardOf([...cluster, '--port', '0'], { cwd: run.cwd, atEnd })
  const topic = (of: string) => readTopic(brokers, `${name}-${of}`)

  beforeAll(async () => {
    run = await playedRun(atEnd)
    const played = await ilf(['run', '--json', ...RUN, ...cluster, '--partitions', PARTITIONS], run.cwd, {}, atEnd)
    expect(played.exitCode, played.stderr).toBe(0)
    folder = await startDashboard(run)
    shown = await start()
  })
  afterAll(async () => {
    await shown?.stop()
    await folder?.stop()
    for (const cleanUp of cleanUps) cleanUp()
  })

  it('shows the account, the positions and the last hour of the embedded run', async () => {
    const { account, equity, positions, lastHour, deadLetters, ticks, streamTimeMs } = await atItsEnd(folder)
    const cluster = await atItsEnd(shown)
    expect(cluster).toMatchObject({ account, equity, positions, lastHour, deadLetters, ticks, streamTimeMs })
    expect(cluster.link).toEqual({ awaySinceMs: null, trouble: null, isCatchingUp: false })
    expect(cluster.source).toContain(`prefix ${name}-`)
  })

  it('says how long ago each topology took its last input, in event time', async () => {
    const { topologies } = await atItsEnd(shown)
    const agoMs = new Map(topologies.map(({ name: topology, lastInputAgoMs }) => [topology, lastInputAgoMs]))
    // Every minute ends for whoever reads ticks; what is learnt from closed positions is rarer.
    for (const topology of ['trade-intent', 'exit-brain', 'execution', 'paper-exchange'])
      expect(agoMs.get(topology), topology).toBeLessThan(60_000)
    expect(agoMs.get('sizing-policy')).toBeGreaterThanOrEqual(0)
    expect((await atItsEnd(folder)).topologies.map(({ lastInputAgoMs }) => lastInputAgoMs)).toEqual(
      topologies.map(() => null),
    )
  })

  it('says that nothing of the inputs is left to commit, for topologies that get some', async () => {
    const { topologies } = await until(
      () => json<Overview>(shown, '/api/overview'),
      (overview) => overview.topologies.some(({ lagRecords }) => lagRecords !== null),
    )
    const lags = new Map(topologies.map(({ name: topology, lagRecords }) => [topology, lagRecords]))
    for (const topology of ['trade-intent', 'exit-brain', 'execution', 'paper-exchange', 'sizing-policy'])
      expect(lags.get(topology), topology).toBe(0)
    expect((await atItsEnd(folder)).topologies.every(({ lagRecords }) => lagRecords === null)).toBe(true)
  })

  it.each([
    ['the decisions', '/api/signals'],
    ['the decisions that were accepted', '/api/signals?outcome=ACCEPTED'],
    ['the symbols', '/api/symbols'],
    ['a symbol', '/api/symbols/IMXUSDT'],
    ['what was learnt', '/api/sizing'],
    ['the calibration', '/api/calibration'],
    ['the dead letters', '/api/dead-letters'],
  ])('shows %s of the embedded run', async (_, path) => {
    await Promise.all([atItsEnd(folder), atItsEnd(shown)])
    type Any = SignalPage | readonly SymbolRow[] | SymbolView | Sizing | Calibration | DeadLetters
    expect(await json<Any>(shown, path)).toEqual(await json<Any>(folder, path))
  })

  it('tells the story of a signal as the embedded run has it', async () => {
    const { rows } = await json<SignalPage>(folder, '/api/signals?outcome=ACCEPTED')
    const path = `/api/signals/${rows[0]?.signalId}`
    expect(await json<Story>(shown, path)).toEqual(await json<Story>(folder, path))
  })

  it('counts what the topics hold, and says that stores are not shown', async () => {
    await atItsEnd(shown)
    const flow = await json<Flow>(shown, '/api/flow')
    expect(flow.hasStores).toBe(false)
    for (const of of ['signal.decision', 'market.tick', 'account.state'])
      expect(flow.topics.find((one) => one.name === of)?.records, of).toBe((await topic(of)).length)
  })

  it('publishes an order, with the token only, and shows it in the log', async () => {
    const order = { word: 'close-all', reason: 'a test', issuedBy: 'tester' }
    expect((await shown.post('/api/control', order)).status).toBe(401)
    const answer = await shown.post('/api/control', order, AUTHORIZED)
    expect(await answer.json()).toEqual({ queued: 'close-all' })
    const [record] = await topic('control.command')
    expect(record?.key?.toString()).toBe('paper')
    const value = codecFor('control.command').decode(record?.value ?? Buffer.alloc(0), WIRE_HEADER_BYTES)
    expect(value).toMatchObject({ command: 'CLOSE_ALL', issued_by: 'tester', reason: 'a test', account: 'paper' })
    const { rows } = await until(
      () => json<ControlLog>(shown, '/api/control'),
      (log) => log.rows.length > 0,
    )
    expect(rows).toMatchObject([{ command: 'CLOSE_ALL', issuedBy: 'tester', reason: 'a test' }])
    // Nobody runs any more: it stays to be taken.
    const { topologies } = await until(
      () => json<Overview>(shown, '/api/overview'),
      (overview) => overview.topologies.some(({ lagRecords }) => (lagRecords ?? 0) > 0),
    )
    expect(topologies.find(({ name: topology }) => topology === 'execution')?.lagRecords).toBe(1)
    // The word carries the time of the clock; the market that is shown stands where it stood.
    expect((await atItsEnd(shown)).streamTimeMs).toBe((await atItsEnd(folder)).streamTimeMs)
  })

  it('puts a record back into its topic, byte for byte, and says where there is none', async () => {
    const [first] = await topic('signal.outcome')
    const place = { topic: 'signal.outcome', partition: first?.partition, offset: first?.offset }
    const before = (await topic('signal.outcome')).length
    expect((await shown.post('/api/dead-letters/redrive', place, AUTHORIZED)).status).toBe(200)
    const records = await topic('signal.outcome')
    expect(records).toHaveLength(before + 1)
    const last = records.filter(({ partition }) => partition === first?.partition).at(-1)
    expect(last).toMatchObject({ key: first?.key, value: first?.value, timestamp: first?.timestamp })
    expect(last?.headers.round).toBeUndefined()
    const none = await shown.post('/api/dead-letters/redrive', { ...place, offset: 999_999_999 }, AUTHORIZED)
    expect(none.status).toBe(500)
    expect(await none.text()).toContain('has no record at offset 999999999')
  })

  it('starts anew and catches up, and leaves no folder behind', async () => {
    const mirrors = () => readdirSync(tmpdir()).filter((one) => one.startsWith('ilf-mirror-'))
    const before = await atItsEnd(shown)
    const others = mirrors()
    await shown.stop()
    const gone = others.filter((one) => !mirrors().includes(one))
    expect(gone).toHaveLength(1)
    shown = await start()
    const { account, equity, positions } = await atItsEnd(shown)
    expect({ account, equity, positions }).toEqual({
      account: before.account,
      equity: before.equity,
      positions: before.positions,
    })
    expect((await json<ControlLog>(shown, '/api/control')).rows).toHaveLength(1)
  })

  it('is served beside a run on the cluster, and stays until it is asked to stop', async () => {
    const command = ['run', '--dashboard', ...RUN, ...cluster, '--partitions', PARTITIONS]
    const { process: child, says, ended } = startIlf(command, run.cwd, {}, atEnd)
    let text = ''
    child.stderr?.on('data', (chunk: string) => {
      text += chunk
    })
    await says('The dashboard stays at')
    const url = /stays at (?<url>http:[^;\s]+)/.exec(text)?.groups?.url
    const beside = await until(
      async () => (await (await fetch(`${url}/api/overview`)).json()) as Overview,
      ({ members }) => members[0]?.reason === 'stopping',
    )
    expect(beside.source).toContain(`prefix ${name}-`)
    expect(beside.members).toMatchObject([{ isReady: false, restoredRatio: expect.any(Number) }])
    child.kill('SIGTERM')
    expect((await ended).exitCode).toBe(0)
    await expect(fetch(`${url}/api/overview`)).rejects.toThrow()
  })

  it('says which topics a cluster lacks, and what goes with what', async () => {
    const none = await ilf(['dashboard', ...cluster.slice(0, 4), '--topic-prefix', 'nothing-'], run.cwd)
    expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nothing-market.tick') })
    const both = await ilf(['dashboard', ...cluster, '--data', 'x'], run.cwd)
    expect(both).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('it shows one of them') })
  })
})
