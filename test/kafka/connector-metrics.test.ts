/** The metrics of the connectors on a real broker: they agree with what the topics hold and with what happened. */
import { expect, it } from 'vitest'
import { kafkaSettings } from '../../src/config/kafka-settings.ts'
import { bridgeOf } from '../../src/kafka-app/ai-bridge/bridge-of.ts'
import type { MarketTick } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import { aiBaseline } from '../../src/topologies/index.ts'
import { startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { misbehaving } from '../connectors/ai-bridge/misbehaving.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { tick } from '../operators/inputs.ts'
import { readTopic } from '../support/broker/read-topic.ts'
import type { TopicRecord } from '../support/broker/topic-record.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { freePorts } from '../support/process/free-ports.ts'
import { startVenue } from '../venue/venue-server.ts'
import { until } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

const T0 = 1_764_547_200_000
const MINUTE = 60_000
const PARTITIONS = 2
const SYMBOLS = ['AUSDT', 'BUSDT', 'CUSDT']

function ticks(minutes: number): readonly MarketTick[] {
  return Array.from({ length: minutes }, (_, minute) =>
    SYMBOLS.map((symbol) => tick(T0 + minute * MINUTE, 100, { symbol, market: symbol, change_24h_pct: 3 })),
  ).flat()
}

function bytesOf(records: readonly TopicRecord[]): number {
  return records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
}

describeKafka('the metrics of ilf ai-bridge', (services) => {
  it('count questions, answers, fallbacks by reason, and dead letters by code', async () => {
    const workspace = new Workspace(services, [withPartitions(aiBaseline, PARTITIONS)])
    await workspace.create()
    // One symbol gets answers, one is refused, and one gets what is no JSON, which is kept as a dead letter.
    let isDead = false
    const engine = await misbehaving((_request, response) => {
      if (isDead) return response.destroy()
      const { symbol } = JSON.parse(engine.asked.at(-1) ?? '')
      if (symbol === 'BUSDT') response.statusCode = 400
      const answer = { symbol, action: 'HOLD', confidence: 0.5, model: 'other' }
      return response.end(symbol === 'CUSDT' ? 'no JSON' : JSON.stringify(answer))
    })
    const bridge = bridgeOf({
      kafka: kafkaSettings(
        {
          kafka: services.brokers.join(','),
          registry: services.registryUrl,
          topicPrefix: workspace.topicPrefix,
          app: uniqueName('app'),
        },
        {},
      ),
      engineUrl: engine.url,
      timeframe: '1m',
      maxAgeMs: Number.POSITIVE_INFINITY,
      hasFallback: true,
      isPlain: false,
      isFromBeginning: true,
      guards: { retries: 0, breakAfter: 4, openMs: 600_000 },
      onError: () => undefined,
      onCircuit: () => undefined,
    })
    const read = async () => parseMetrics((await bridge.metrics()).text)
    expect((await read()).value('ilf_ready')).toBe(0)
    await workspace.publish(
      ticks(4).map((value) => ({ topic: topics.marketTick, key: value.symbol, time: value.event_time, value })),
    )
    try {
      await bridge.start()
      const isDone = async () => {
        const now = await read()
        const signals = now.sum('ilf_records_written_total', { topic: 'ai.signal' })
        return signals === 9 && now.sum('ilf_lag_records') === 0
      }
      await until('every candle has its signal', isDone)
      const told = await read()

      const signals = await workspace.read('ai.signal')
      const letters = await workspace.read('dead.letter')
      const written = (topic: string) => ({ topology: 'ai-bridge', topic })
      expect(told.value('ilf_records_written_total', written('ai.signal'))).toBe(signals.length)
      expect(told.value('ilf_written_bytes_total', written('ai.signal'))).toBe(bytesOf(signals))
      expect(told.value('ilf_records_written_total', written('dead.letter'))).toBe(letters.length)
      const values = signals.map(({ value }) => workspace.decode(topics.aiSignal, value))
      const fallbacks = values.filter(({ model }) => model === 'fallback')
      expect(told.value('ilf_bridge_questions_total')).toBe(signals.length)
      expect(told.value('ilf_bridge_answers_total')).toBe(signals.length - fallbacks.length)
      expect(told.value('ilf_bridge_answer_duration_seconds_count')).toBe(signals.length - fallbacks.length)
      const by = (name: string, label: string) =>
        Object.fromEntries(told.all(name).flatMap(({ labels, value }) => (value === 0 ? [] : [[labels[label], value]])))
      const reasons = fallbacks.map(({ reason }) => /^[A-Z_]+/.exec(reason ?? '')?.[0] ?? '')
      const counted = Object.fromEntries(
        [...new Set(reasons)].map((reason) => [reason, reasons.filter((one) => one === reason).length]),
      )
      expect(counted).toMatchObject({ ENGINE_REFUSED: 3, NOT_JSON: 3 })
      expect(by('ilf_bridge_fallbacks_total', 'reason')).toEqual(counted)
      expect(by('ilf_bridge_failures_total', 'reason')).toEqual(counted)
      const codes = letters.map(({ value }) => workspace.decode(topics.deadLetter, value).error_code)
      expect(codes).toEqual(['NOT_JSON', 'NOT_JSON', 'NOT_JSON'])
      expect(by('ilf_dead_letters_total', 'code')).toEqual({ NOT_JSON: 3 })
      expect(told.value('ilf_bridge_circuit_open')).toBe(0)
      expect(told.value('ilf_bridge_questions_pending')).toBe(0)
      expect(told.value('ilf_lanes', { state: 'running' })).toBe(PARTITIONS)
      expect(told.value('ilf_ready')).toBe(1)
      expect(told.value('ilf_commit_duration_seconds_count')).toBeGreaterThan(0)

      // Nobody answers any more: after four failures in a row the engine is left alone.
      isDead = true
      const later = ticks(8).slice(4 * SYMBOLS.length)
      await workspace.publish(
        later.map((value) => ({ topic: topics.marketTick, key: value.symbol, time: value.event_time, value })),
      )
      await until('the engine is left alone', async () => (await read()).value('ilf_bridge_circuit_open') === 1)
    } finally {
      await bridge.stop()
    }
  })
})

describeKafka('the metrics of ilf ingest', ({ brokers, registryUrl }) => {
  it('tell the age of every feed, and count what lies on the topics', async () => {
    const name = uniqueName('ingest')
    const venue = await startVenue()
    const [port] = await freePorts(1)
    const asked = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
    const read = async () => parseMetrics((await (await asked('/metrics'))?.text()) ?? '')
    let price = 3_000
    const trading = setInterval(() => {
      price += 0.01
      venue.venue.setPrice('ETHUSDT', price)
      venue.streams.publish('ETHUSDT')
    }, 50)
    try {
      const cluster = ['--kafka', brokers.join(','), '--registry', registryUrl, '--topic-prefix', `${name}-`]
      const market = ['--symbols', 'ETHUSDT,GALAUSDT', '--endpoint', `binanceusdm=http://127.0.0.1:${venue.port}`]
      const options = ['--history-minutes', '10', '--partitions', '2', '--health-port', String(port)]
      const ingest = startIlf(['ingest', ...cluster, ...market, ...options], temporaryFolder())
      await until('it is ready', async () => (await asked('/health/ready'))?.status === 200)
      const exchange = 'binanceusdm'
      await until('ticks came', async () => (await read()).value('ilf_ticks_total', { exchange }) >= 10)
      clearInterval(trading)

      const written = (topic: string) => ({ topology: 'market-ingest', topic })
      const lying = async (topic: string) => (await readTopic(brokers, `${name}-${topic}`)).length
      await until('everything is published', async () => {
        const before = await lying('market.tick')
        return (await read()).value('ilf_records_written_total', written('market.tick')) === before
      })
      const told = await read()
      for (const topic of ['market.tick', 'instrument']) {
        const records = await readTopic(brokers, `${name}-${topic}`)
        expect([topic, told.value('ilf_records_written_total', written(topic))]).toEqual([topic, records.length])
        expect([topic, told.value('ilf_written_bytes_total', written(topic))]).toEqual([topic, bytesOf(records)])
      }
      const age = (symbol: string) => told.value('ilf_feed_age_seconds', { exchange, symbol })
      expect(age('ETHUSDT')).toBeLessThan(age('GALAUSDT') + 60)
      expect(told.all('ilf_feed_age_seconds')).toHaveLength(2)
      expect(told.value('ilf_feeds', { exchange })).toBe(2)
      expect(told.value('ilf_feeds_frozen', { exchange })).toBe(0)
      expect(told.value('ilf_exchange_state', { exchange, state: 'LIVE' })).toBe(1)
      expect(told.value('ilf_exchange_state', { exchange, state: 'RECOVERING' })).toBe(0)
      expect(told.value('ilf_exchange_reconnects_total', { exchange })).toBe(0)
      expect(Math.abs(told.value('ilf_exchange_clock_offset_seconds', { exchange }))).toBeLessThan(60)
      expect(told.value('ilf_readings_refused_total', { exchange, reason: 'BASELINE' })).toBeGreaterThan(0)
      expect(told.value('ilf_ready')).toBe(1)

      // The sockets are cut: it recovers, and says how often it had to.
      venue.streams.disconnect()
      await until('it has reconnected', async () => {
        const now = await read()
        return now.value('ilf_exchange_reconnects_total', { exchange }) > 0
      })
      ingest.process.kill('SIGTERM')
      expect((await ingest.ended).exitCode).toBe(0)
    } finally {
      clearInterval(trading)
      await venue.close()
    }
  })
})
