/** A member whose transactions get no answer while its inputs go on: nothing has failed, and yet it is not ready. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { kafkaSettings } from '../../src/config/kafka-settings.ts'
import { groupIdOf, withPartitions } from '../../src/kafka-app/groups.ts'
import { createMember } from '../../src/kafka-app/member.ts'
import { createTopics } from '../../src/runtime/kafka/topics/topic-admin.ts'
import { plannedTopics } from '../../src/runtime/kafka/topics/topic-plan.ts'
import { topics } from '../../src/topics.ts'
import { aiBaseline } from '../../src/topologies/index.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { tick } from '../operators/inputs.ts'
import { kafkaJavaMissing } from '../support/broker/jars.ts'
import { type ProxiedBroker, startProxiedBroker } from '../support/broker/proxied-broker.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { API } from '../support/process/tcp-proxy.ts'
import { until } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

const T0 = 1_764_547_200_000
const PARTITIONS = 2
const STANDSTILL_MS = 1_500
const missing = await kafkaJavaMissing()

describeKafka('a member that stands still', (shared) => {
  // The broker's second listener needs the jars.
  describe.skipIf(missing !== null)('behind a proxy', () => {
    let broker: ProxiedBroker
    beforeAll(async () => {
      broker = await startProxiedBroker()
    })
    afterAll(() => broker?.stop())

    it('is not ready until its transactions are answered again, though nothing has failed', async () => {
      const app = uniqueName('app')
      const group = withPartitions([aiBaseline], PARTITIONS)
      const workspace = new Workspace({ ...shared, brokers: [broker.direct] }, group)
      await workspace.create()
      await createTopics(workspace.cluster, plannedTopics(groupIdOf(app, group), group))
      const { topicPrefix } = workspace
      const options = { kafka: broker.proxy.address, registry: shared.registryUrl, topicPrefix, app }
      const errors: string[] = []
      const member = createMember({
        settings: kafkaSettings(options, {}),
        topologies: group,
        config: DEFAULT_CONFIG,
        configDigest: 'test',
        standstillMs: STANDSTILL_MS,
        onError: ({ code, message }) => errors.push(`${code} ${message}`),
      })
      const read = async () => parseMetrics((await member.metrics()).text)
      let minute = 0
      const publish = () => {
        minute += 1
        const value = tick(T0 + minute * 60_000, 100, { symbol: 'AUSDT', market: 'AUSDT' })
        return workspace.publish([{ topic: topics.marketTick, key: 'AUSDT', time: value.event_time, value }])
      }
      const isTaken = async () => (await read()).sum('ilf_records_read_total') === minute
      try {
        await publish()
        await member.start()
        await until('it is ready', () => member.readiness().ready)
        await until('the first tick is committed', isTaken)

        broker.proxy.decide = (api) => (api === API.addPartitionsToTxn || api === API.endTxn ? 'hang' : 'pass')
        await publish()
        await until('the second tick is taken', async () => (await read()).sum('ilf_uncommitted_records') === 1)
        await until('it is not ready', () => !member.readiness().ready)
        expect(member.readiness().reason).toMatch(
          /^standing still for 1 s although there are inputs: ai-baseline\/[01]$/,
        )
        // Its state says what it always said: the original system's defect.
        expect(member.status().state).toBe('running')
        expect(errors).toEqual([])
        const still = await read()
        expect(still.value('ilf_ready')).toBe(0)
        const standings = still.all('ilf_standstill_seconds').map(({ value }) => value)
        expect(Math.max(...standings)).toBeGreaterThanOrEqual(STANDSTILL_MS / 1000)
        expect(Math.min(...standings)).toBe(0)

        // Fetches go on meanwhile: more lies there than before, and it knows.
        await publish()
        await until('it hears of the third tick', async () => {
          const now = await read()
          return now.sum('ilf_uncommitted_records') + now.sum('ilf_lag_records') >= 2
        })

        broker.proxy.decide = () => 'pass'
        broker.proxy.release()
        await until('it is ready again', () => member.readiness().ready)
        await until('everything is committed', isTaken)
        const now = await read()
        expect([now.value('ilf_ready'), now.sum('ilf_standstill_seconds'), now.sum('ilf_lag_records')]).toEqual([
          1, 0, 0,
        ])
      } finally {
        broker.proxy.decide = () => 'pass'
        broker.proxy.release()
        await member.stop()
      }
    })
  })
})
