/** The gateway as a process, killed at random moments while the venue fails: nothing twice, nothing lost, always a stop. */
import { beforeAll, expect, it } from 'vitest'
import { seededRandom } from '../../src/domain/rng.ts'
import type { OrderCommand } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import { execution, paperExchange } from '../../src/topologies/index.ts'
import { bundle } from '../runtime/embedded/storage/child.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { listed } from '../venue/engine/terms.ts'
import type { Fault } from '../venue/faults.ts'
import { startVenue, TEST_CREDENTIALS } from '../venue/venue-server.ts'
import { contradictions, type KeptBook, type Told, unanswered } from './support/gateway-books.ts'
import { GatewayKeeper } from './support/gateway-keeper.ts'
import { ACCOUNT, PlanDesk } from './support/plan-desk.ts'
import { Trap } from './support/trap.ts'
import { until } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

const KILLS = Number(process.env.ILF_GATEWAY_KILLS ?? 1)
const SEED = process.env.ILF_SEED ?? String(process.pid)
const SYMBOLS = ['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'DDDUSDT', 'EEEUSDT', 'FFFUSDT']
/** Things that happen between two kills. */
const ACTIONS = 5
/** Orders that the venue takes before a kill that is not aimed, and the pause after the last of them, at most. */
const PASSING = 5
const KILL_AFTER_MS = 200
const SETTLES_WITHIN_MS = 120_000

const REQUESTS = [
  ...['POST', 'GET', 'DELETE'].flatMap((method) => [`${method} /fapi/v1/order`, `${method} /fapi/v1/algoOrder`]),
  ...['GET /fapi/v1/userTrades', 'GET /fapi/v3/positionRisk', 'POST /fapi/v1/leverage'],
]
const FAULTS: readonly ((random: () => number) => Fault)[] = [
  () => ({ kind: 'lost' }),
  () => ({ kind: 'silent' }),
  () => ({ kind: 'cut' }),
  () => ({ kind: 'broken' }),
  () => ({ kind: 'garbled' }),
  (random) => ({ kind: 'late', delayMs: Math.floor(random() * 3_000) }),
  () => ({ kind: 'status', status: 500 }),
  () => ({ kind: 'status', status: 429 }),
  () => ({ kind: 'refuse', refusal: 'BAD_TIMESTAMP' }),
]

const ALL_WAYS = [
  // Long enough for positions to outlive kills and restarts.
  ['keeps every position', 3_600_000],
  // As in production: what was without a stop while the gateway was dead is flattened when it comes back.
  ['keeps or flattens every position', 5_000],
] as const
/** The soak suite goes both ways, `npm test` the first. */
const WAYS = ALL_WAYS.slice(0, KILLS > 1 ? 2 : 1)

describeKafka('ilf gateway, killed', (services) => {
  let program = ''
  beforeAll(async () => {
    program = await bundle(new URL('./support/gateway.child.ts', import.meta.url).href)
  })

  it.each(WAYS)(`${KILLS} times, %s`, async (_what, stopDeadlineMs) => {
    const random = seededRandom(`gateway ${stopDeadlineMs} ${SEED}`)
    const where = `ILF_SEED=${SEED}`
    const venue = await startVenue({ symbols: SYMBOLS.map((symbol) => listed(symbol)), wallet: 100_000 })
    const workspace = new Workspace(services, [execution, paperExchange])
    await workspace.create()
    const groupId = uniqueName('gateway')
    const gateway = new GatewayKeeper(program, {
      ...{ cluster: workspace.cluster, registryUrl: services.registryUrl, groupId, account: ACCOUNT },
      ...{ urls: venue.urls, credentials: TEST_CREDENTIALS, leaseMs: 4_000, reconcileEveryMs: 5_000, stopDeadlineMs },
    })
    const desk = new PlanDesk(venue.venue, random)
    const publish = (commands: readonly OrderCommand[]) =>
      workspace.publish(
        commands.map((value) => ({ topic: topics.orderCommand, key: value.symbol, time: value.event_time, value })),
      )
    /** An operator who has looked: without it nothing opens after the gateway has halted the account. */
    const resume = () => {
      const value = { account: ACCOUNT, event_time: Date.now(), command: 'RESUME', issued_by: 'test', reason: 'test' }
      return workspace.publish([{ topic: topics.controlCommand, key: ACCOUNT, time: value.event_time, value }])
    }
    const told = async (): Promise<Told> => {
      const read = (name: string) => workspace.read(name)
      const books = (await read(`${groupId}-books`)).map(({ key, value }) => [String(key), JSON.parse(String(value))])
      return {
        commands: desk.commands,
        reports: (await read('execution.report')).map(({ value }) => workspace.decode(topics.executionReport, value)),
        events: (await read('account.event')).map(({ value }) => workspace.decode(topics.accountEvent, value)),
        books: new Map(books as [string, KeptBook][]),
      }
    }

    gateway.start()
    await until(`the gateway runs, ${where}`, () => gateway.status?.state === 'running')
    let untold = 0
    for (let kill = 0; kill < KILLS; kill++) {
      // Half of them strike before the venue can answer, the first one at an entry: it would be sent again.
      const isAimed = kill === 0 || random() < 0.5
      const trap = new Trap({
        venue: venue.venue,
        isForEntries: kill === 0,
        passing: isAimed ? 0 : Math.floor(random() * PASSING),
        afterMs: isAimed ? 0 : KILL_AFTER_MS * random(),
        kill: () => gateway.kill(),
      })
      const open = new Set(unanswered(await told()).map(({ symbol }) => symbol))
      for (let action = 0; action < ACTIONS; action++) {
        const commands = desk.act((symbol) => !open.has(symbol))
        for (const { symbol } of commands) open.add(symbol)
        await publish(commands)
        const fault = FAULTS[Math.floor(random() * FAULTS.length)]
        const request = REQUESTS[Math.floor(random() * REQUESTS.length)]
        // The first kill comes without faults, so that it surely strikes.
        if (kill > 0 && fault !== undefined && request !== undefined)
          venue.faults.plan({ request, fault: fault(random) })
      }
      const isOver = async () => trap.hasSprung || unanswered(await told()).length === 0
      await until(`kill ${kill}, ${where}`, isOver, SETTLES_WITHIN_MS).catch(async (error) => {
        const left = unanswered(await told()).map((command) => JSON.stringify(command))
        throw new Error([error.message, JSON.stringify(gateway.status), ...left].join('\n'))
      })
      const hasSprung = trap.hasSprung
      await trap.end()
      const answered = new Set((await told()).reports.map(({ client_order_id: id }) => id))
      const exist = venue.venue.orders.some(({ clientOrderId: id }) => !answered.has(id) && !id.startsWith('F'))
      if (hasSprung && isAimed && exist) untold++
      await resume()
      await until(`the gateway runs again, ${where}`, () => gateway.status?.state === 'running')
    }
    venue.faults.clear()
    const settle = async () => {
      let problems: readonly string[] = []
      const isSettled = async () => {
        desk.trade()
        problems = contradictions(await told(), venue.venue)
        const isActive = gateway.status?.mayOpen === true
        if (problems.length === 0 && gateway.status?.state === 'running' && !isActive) await resume()
        return problems.length === 0 && isActive
      }
      await until('everything is settled', isSettled, SETTLES_WITHIN_MS).catch((error) => {
        throw new Error(`${where}, ${error.message}, ${JSON.stringify(gateway.status)}:\n${problems.join('\n')}`)
      })
    }
    await settle()
    // Nothing is left to do for the next one: it looks at everything again, and says nothing.
    const { reports, events } = await told()
    await gateway.kill()
    await settle()
    expect(await told(), where).toMatchObject({ reports, events })
    expect(gateway.failures, where).toEqual([])
    expect(untold, `${where}: no kill between an order and its report`).toBeGreaterThan(0)
    if (stopDeadlineMs > 5_000) {
      expect(events, where).toEqual([])
      expect(venue.venue.trades.length, where).toBeGreaterThan(0)
    }
    await venue.close()
  })
})
