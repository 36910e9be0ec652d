/** order.command → gateway → exchange, over a real broker, with the real ccxt client: sent once, whoever carries it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leasedClient } from '../../src/connectors/gateway/binance/leased-client.ts'
import { GatewayProcess } from '../../src/kafka-app/gateway/gateway-process.ts'
import type { OrderCommand } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import { execution, paperExchange } from '../../src/topologies/index.ts'
import { ilf, temporaryFolder } from '../cli/support/ilf.ts'
import { command, stopCommand } from '../connectors/gateway/commands.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { startVenue, TEST_CREDENTIALS, type VenueServer } from '../venue/venue-server.ts'
import { until } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

describeKafka('ilf gateway', (services) => {
  let venue: VenueServer
  beforeAll(async () => {
    venue = await startVenue()
  })
  afterAll(() => venue?.close())

  it('sends each order once, over a restart and a takeover, and the one that was taken over sends nothing', async () => {
    const workspace = new Workspace(services, [execution, paperExchange])
    await workspace.create()
    const groupId = uniqueName('gateway')
    const gateway = () => {
      const process = new GatewayProcess({
        cluster: workspace.cluster,
        registryUrl: services.registryUrl,
        groupId,
        account: 'live',
        client: (leaseIsAlive) =>
          leasedClient({ ...TEST_CREDENTIALS, urls: venue.urls, leaseIsAlive, timeoutMs: 10_000 }),
        // Long enough for a busy machine: a lease that runs out ends the gateway.
        leaseMs: 8_000,
        // A stop that comes late has tests of its own on simulated time; here the machine may be slow.
        stopDeadlineMs: 120_000,
        onError: () => undefined,
      })
      const ended = process.run().then(
        () => null,
        (error: Error) => error,
      )
      let failure: Error | null = null
      void ended.then((error) => {
        failure = error
      })
      /** Whether entries are sent. Throws why it has ended, where it has. */
      const mayOpen = () => {
        if (failure !== null) throw failure
        return process.status.mayOpen
      }
      return { process, ended, mayOpen }
    }
    const publish = (value: OrderCommand) =>
      workspace.publish([{ topic: topics.orderCommand, key: value.symbol, time: value.event_time, value }])
    const reports = async () =>
      (await workspace.read('execution.report')).map(({ value }) => workspace.decode(topics.executionReport, value))
    const statuses = async (id: string) =>
      (await reports()).filter((report) => report.client_order_id === id).map(({ status }) => status)
    /** Whether the order has come to this. Throws what was said instead, where it was refused or the gateway has ended. */
    const has = async (gateway: { mayOpen(): boolean }, id: string, status: string) => {
      gateway.mayOpen()
      const all = (await reports()).filter((report) => report.client_order_id === id)
      const refused = all.find((report) => report.status === 'REJECTED' || report.status === 'SKIPPED_STALE')
      if (refused !== undefined) throw new Error(`${refused.status} ${refused.error_code}: ${refused.error}`)
      return all.some((report) => report.status === status)
    }
    const soon = Date.now() + 120_000
    const entry = command({ event_time: Date.now(), expires_at: soon })
    const stop = { ...stopCommand('BUY'), event_time: Date.now() }
    const target = command({
      event_time: Date.now(),
      leg: 'TP1',
      side: 'SELL',
      type: 'LIMIT',
      price: '120',
      reduce_only: true,
      leverage: null,
      expires_at: null,
    })

    const first = gateway()
    await until('the first one runs', first.mayOpen)
    await publish(entry)
    await publish(stop)
    await until('the entry is filled', () => has(first, entry.client_order_id, 'FILLED'))
    await until('the stop is acknowledged', () => has(first, stop.client_order_id, 'NEW'))

    // A second one takes over while the first is alive: the first is fenced, and ends.
    const second = gateway()
    expect(await first.ended).toMatchObject({ code: 'GATEWAY_FENCED' })
    await publish(target)
    await until('the target is acknowledged', () => has(second, target.client_order_id, 'NEW'), 120_000)
    second.process.stop()
    expect(await second.ended).toBeNull()

    // A third one finds nothing left to do, and sends nothing again.
    const third = gateway()
    await until('the third one runs', third.mayOpen)

    // After a HALT nothing opens, whoever carries the orders, until somebody says RESUME; what reduces passes.
    const resume = () => {
      const value = { account: 'live', event_time: Date.now(), command: 'RESUME', issued_by: 'test', reason: 'test' }
      return workspace.publish([{ topic: topics.controlCommand, key: 'live', time: value.event_time, value }])
    }
    const [broker, registry] = [services.brokers.join(','), services.registryUrl]
    const cluster = ['--kafka', broker, '--registry', registry, '--topic-prefix', workspace.topicPrefix]
    const halted = await ilf(
      ['control', 'halt', '--account', 'live', '--reason', 'drill', ...cluster],
      temporaryFolder(),
    )
    expect(halted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('published HALT for account live') })
    await until('the HALT is heard', () => !third.mayOpen())
    const late = command({ plan_id: 'plan.2', client_order_id: 'late', event_time: Date.now(), expires_at: soon })
    const exit = command({ ...target, client_order_id: 'exit', price: '130', quantity: '0.5', leg: 'TP2' })
    await publish(late)
    await publish(exit)
    await until('the entry is refused', async () => {
      third.mayOpen()
      return (await statuses('late')).includes('REJECTED')
    })
    third.process.stop()
    expect(await third.ended).toBeNull()
    const fourth = gateway()
    await until('the fourth one runs', () => {
      expect(fourth.mayOpen()).toBe(false)
      return fourth.process.status.state === 'running'
    })
    expect(fourth.mayOpen()).toBe(false)
    await resume()
    await until('the RESUME is heard', fourth.mayOpen)
    fourth.process.stop()
    expect(await fourth.ended).toBeNull()
    expect(venue.venue.orders.map(({ clientOrderId }) => clientOrderId)).toEqual([
      entry.client_order_id,
      target.client_order_id,
    ])
    expect(venue.venue.algoOrders).toHaveLength(1)
    expect(venue.venue.position('AAAUSDT').amount).toBe(1)
    expect((await statuses(entry.client_order_id)).filter((status) => status === 'FILLED')).toHaveLength(1)
  })

  it('is refused without a destination, without keys, for the paper account, and for an address that is not local', async () => {
    const cluster = ['--kafka', services.brokers.join(','), '--registry', services.registryUrl]
    const refused = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const { exitCode, stderr } = await ilf(['gateway', ...args, ...cluster], temporaryFolder(), env)
      expect(exitCode).toBe(1)
      expect(stderr).not.toContain('in a way it should not have')
      return stderr
    }
    const keys = { ILF_API_KEY: TEST_CREDENTIALS.apiKey, ILF_API_SECRET: TEST_CREDENTIALS.secret }
    expect(await refused(['--account', 'live'])).toContain('say where orders go')
    expect(await refused(['--account', 'paper', '--testnet'])).toContain('paper-exchange trades that one')
    expect(await refused(['--account', 'live', '--testnet'])).toContain('no keys')
    // A compose file gives an empty variable where nobody has set it.
    for (const said of ['', 'i_understand']) {
      const environment = said === undefined ? keys : { ...keys, ILF_LIVE: said }
      const refusal = await refused(['--account', 'live', '--live'], environment)
      expect(refusal).toContain('live trading was not confirmed')
      expect(refusal).toContain('ILF_LIVE=I_UNDERSTAND')
    }
    const elsewhere = ['--account', 'live', '--exchange-url', 'http://example.com']
    const said = await refused(elsewhere, keys)
    expect(said).toContain('write a server on this machine')
    expect(said).not.toContain(TEST_CREDENTIALS.secret)
  })
})
