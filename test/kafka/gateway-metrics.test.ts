/** The metrics of a gateway on a real broker and the real ccxt client: positions without a stop, requests, and reports. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leasedClient } from '../../src/connectors/gateway/binance/leased-client.ts'
import { GatewayProcess } from '../../src/kafka-app/gateway/gateway-process.ts'
import { gatewayReadiness } from '../../src/kafka-app/readiness.ts'
import { GatewayMetrics } from '../../src/metrics/gateway-metrics.ts'
import type { OrderCommand } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import { execution, paperExchange } from '../../src/topologies/index.ts'
import { startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { command, stopCommand } from '../connectors/gateway/commands.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { freePorts } from '../support/process/free-ports.ts'
import { startVenue, TEST_CREDENTIALS, type VenueServer } from '../venue/venue-server.ts'
import { until } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

describeKafka('the metrics of ilf gateway', (services) => {
  let venue: VenueServer
  beforeAll(async () => {
    venue = await startVenue()
  })
  afterAll(() => venue?.close())

  it('say how long a position has been without a stop, what the exchange answers, and what is on the log', async () => {
    const workspace = new Workspace(services, [execution, paperExchange])
    await workspace.create()
    const metrics = new GatewayMetrics({
      status: () => gateway.status,
      isReady: () => gatewayReadiness(gateway.status).ready,
      now: Date.now,
    })
    const gateway = new GatewayProcess({
      cluster: workspace.cluster,
      registryUrl: services.registryUrl,
      groupId: uniqueName('gateway'),
      account: 'live',
      client: (leaseIsAlive) =>
        leasedClient({ ...TEST_CREDENTIALS, urls: venue.urls, leaseIsAlive, timeoutMs: 10_000 }),
      leaseMs: 8_000,
      // The test looks at the time without a stop; it must not be ended by a machine that is slow.
      stopDeadlineMs: 120_000,
      reconcileEveryMs: 500,
      observer: metrics.hooks,
      onError: (error) => metrics.seeError(error),
    })
    const read = async () => parseMetrics((await metrics.page()).text)
    const publish = (value: OrderCommand) =>
      workspace.publish([{ topic: topics.orderCommand, key: value.symbol, time: value.event_time, value }])
    expect((await read()).value('ilf_ready')).toBe(0)
    expect((await read()).value('ilf_gateway_state', { state: 'starting' })).toBe(1)
    const ended = gateway.run()
    try {
      await until('it sends entries', async () => (await read()).value('ilf_gateway_may_open') === 1)
      await publish(command({ event_time: Date.now(), expires_at: Date.now() + 120_000 }))
      await until('a position lacks a stop', async () => {
        const now = await read()
        return now.value('ilf_gateway_unprotected_max_seconds') > 0.5
      })
      const bare = await read()
      expect(bare.all('ilf_gateway_unprotected_seconds').map(({ labels }) => labels)).toEqual([{ symbol: 'AAAUSDT' }])

      await publish({ ...stopCommand('BUY'), event_time: Date.now() })
      await until('the stop is there', async () => (await read()).value('ilf_gateway_unprotected_max_seconds') === 0)
      await publish(command({ client_order_id: 'refused', event_time: Date.now(), expires_at: 1 }))
      await until('a stale entry is skipped', async () => {
        return (await read()).sum('ilf_execution_reports_total', { status: 'SKIPPED_STALE' }) === 1
      })
      await until('nothing waits', async () => (await read()).value('ilf_gateway_commands_waiting') === 0)
      const told = await read()
      expect(told.all('ilf_gateway_unprotected_seconds')).toEqual([])
      const reports = (await workspace.read('execution.report')).map(({ value }) =>
        workspace.decode(topics.executionReport, value),
      )
      for (const { labels, value } of told.all('ilf_execution_reports_total'))
        expect([labels.status, value]).toEqual([
          labels.status,
          reports.filter((one) => one.status === labels.status).length,
        ])
      expect(told.sum('ilf_execution_reports_total')).toBe(reports.length)
      const placed = { request: 'PLACE', outcome: 'ACCEPTED' }
      expect(told.value('ilf_gateway_requests_total', placed)).toBe(
        venue.venue.orders.length + venue.venue.algoOrders.length,
      )
      expect(told.value('ilf_gateway_requests_total', { request: 'READ_SYMBOL', outcome: 'ANSWERED' })).toBeGreaterThan(
        0,
      )
      expect(told.value('ilf_gateway_request_duration_seconds_count')).toBe(told.sum('ilf_gateway_requests_total'))
      expect(told.value('ilf_gateway_lease_left_seconds')).toBeGreaterThan(0)
      expect(told.value('ilf_gateway_lease_left_seconds')).toBeLessThanOrEqual(8)
      expect(told.value('ilf_gateway_symbols')).toBe(1)
      expect(told.value('ilf_gateway_account_active')).toBe(1)

      // The exchange does not answer any more: what was reconciled last gets older, and it is not ready.
      venue.faults.plan({ request: 'GET /fapi', fault: { kind: 'status', status: 503 }, times: 1_000_000 })
      await until('it is not reconciled', async () => (await read()).value('ilf_gateway_reconciled') === 0)
      expect((await read()).value('ilf_ready')).toBe(0)
      expect(gatewayReadiness(gateway.status).reason).toMatch(/^not reconciled: .*; no entries are sent$/)
      const age = (await read()).value('ilf_gateway_reconciliation_age_seconds')
      await until('the last answer gets older', async () => {
        return (await read()).value('ilf_gateway_reconciliation_age_seconds') > age
      })
      expect((await read()).sum('ilf_gateway_requests_total', { outcome: 'UNANSWERED' })).toBeGreaterThan(0)
      venue.faults.clear()
      await until('it is ready again', async () => (await read()).value('ilf_ready') === 1)
    } finally {
      gateway.stop()
      await ended
    }
    expect((await read()).value('ilf_gateway_state', { state: 'stopped' })).toBe(1)
  })

  it('are answered by the command, beside its health', async () => {
    const workspace = new Workspace(services, [execution, paperExchange])
    await workspace.create()
    const other = await startVenue()
    const [port] = await freePorts(1)
    const asked = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
    const cluster = ['--kafka', services.brokers.join(','), '--registry', services.registryUrl]
    const names = ['--topic-prefix', workspace.topicPrefix, '--app', uniqueName('app')]
    const options = [
      '--account',
      'live',
      '--exchange-url',
      `http://127.0.0.1:${other.port}`,
      '--health-port',
      String(port),
    ]
    const keys = { ILF_API_KEY: TEST_CREDENTIALS.apiKey, ILF_API_SECRET: TEST_CREDENTIALS.secret }
    const gateway = startIlf(['gateway', ...options, ...cluster, ...names], temporaryFolder(), keys)
    try {
      await until('it is ready', async () => (await asked('/health/ready'))?.status === 200)
      const text = (await (await asked('/metrics'))?.text()) ?? ''
      expect(parseMetrics(text).value('ilf_gateway_state', { state: 'running' })).toBe(1)
      for (const secret of Object.values(keys)) expect(text).not.toContain(secret)
    } finally {
      // How it stops has tests of its own.
      gateway.process.kill('SIGKILL')
      await gateway.ended
      await other.close()
    }
  })
})
