/** Tick topic → bridge → served engine → signal topic, over a real broker: nothing asked twice, nothing lost. */
import { expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { DEFAULT_GUARDS } from '../../src/connectors/ai-bridge/guarded-engine.ts'
import { BridgeMember } from '../../src/kafka-app/ai-bridge/bridge-member.ts'
import { bridgeGroupId } from '../../src/kafka-app/ai-bridge/bridge-of.ts'
import type { MarketTick } from '../../src/records/generated.ts'
import type { StreamError } from '../../src/runtime/errors.ts'
import { testTopology } from '../../src/testing/index.ts'
import { topics } from '../../src/topics.ts'
import { aiBaseline } from '../../src/topologies/index.ts'
import { startIlf, temporaryFolder } from '../cli/support/ilf.ts'
import { misbehaving } from '../connectors/ai-bridge/misbehaving.ts'
import { served } from '../connectors/ai-engine/served.ts'
import { tick } from '../operators/inputs.ts'
import { uniqueName } from '../support/broker/topics.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { until } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

const T0 = 1_764_547_200_000
const MINUTE = 60_000
const SYMBOLS = ['AUSDT', 'BUSDT', 'CUSDT']
const PARTITIONS = 2

/** Four ticks a minute for each symbol, in the minutes of a range; some markets rise, some fall. */
function ticks(fromMinute: number, toMinute: number): readonly MarketTick[] {
  const all: MarketTick[] = []
  for (let quarter = fromMinute * 4; quarter < toMinute * 4; quarter++) {
    for (const [i, symbol] of SYMBOLS.entries()) {
      const price = 100 * (1 + (i - 1) * 0.002) ** quarter * (1 + 0.001 * Math.sin(quarter + i))
      const rest = { symbol, market: symbol, change_24h_pct: 3 }
      all.push(tick(T0 + (quarter * MINUTE) / 4, price, rest))
    }
  }
  return all
}

const idsOf = (fromMinute: number, toMinute: number) =>
  SYMBOLS.flatMap((symbol) =>
    Array.from({ length: toMinute - fromMinute }, (_, i) => `${symbol}-1m-${T0 + (fromMinute + i + 1) * MINUTE}`),
  ).sort()

describeKafka('ilf ai-bridge', (services) => {
  it('asks about every candle once, restarts and an engine that dies included, and says what ai-baseline says', async () => {
    const workspace = new Workspace(services, [withPartitions(aiBaseline, PARTITIONS)])
    await workspace.create()
    const engine = await served({ maxMarkets: 100 })
    const app = uniqueName('app')
    const errors: StreamError[] = []
    const member = () =>
      new BridgeMember({
        cluster: workspace.cluster,
        registryUrl: services.registryUrl,
        groupId: bridgeGroupId(app, '1m'),
        engineUrl: engine.url,
        guards: { ...DEFAULT_GUARDS, backoffMs: 1, openMs: 50 },
        timeframe: '1m',
        maxAgeMs: Number.POSITIVE_INFINITY,
        hasFallback: true,
        isPlain: false,
        isFromBeginning: true,
        now: Date.now,
        onError: (error) => errors.push(error),
        onCircuit: () => undefined,
      })
    const publish = (some: readonly MarketTick[]) =>
      workspace.publish(
        some.map((value) => ({ topic: topics.marketTick, key: value.symbol, time: value.event_time, value })),
      )
    const signals = async () =>
      (await workspace.read('ai.signal')).map(({ value }) => workspace.decode(topics.aiSignal, value))
    const hasSignals = (count: number) => until(`${count} signals`, async () => (await signals()).length >= count)

    // 40 candles, the last of which is still open.
    engine.clock.nowMs = T0 + 60 * MINUTE
    await publish(ticks(0, 40))
    const first = member()
    await first.start()
    await hasSignals(3 * 39)
    await first.stop()
    expect((await signals()).map(({ signal_id }) => signal_id).sort()).toEqual(idsOf(0, 39))

    // The second member begins in the middle of a candle and knows its first half all the same.
    await publish(ticks(40, 45))
    const second = member()
    await second.start()
    await hasSignals(3 * 44)
    expect((await engine.get('/health')).body).toMatchObject({ signals: 3 * 44 })

    // A third shares the work with it, and gives it back.
    const third = member()
    await third.start()
    const hold = (some: BridgeMember, lanes: number) =>
      until(`${lanes} lanes running`, () => {
        const { state, lanes: held } = some.status()
        return state === 'running' && held.length === lanes
      })
    await Promise.all([hold(second, 1), hold(third, 1)])
    await publish(ticks(45, 46))
    await hasSignals(3 * 45)
    await third.stop()
    await hold(second, 2)

    const driver = testTopology(aiBaseline, { config: { ...DEFAULT_CONFIG, timeframe: '1m' } })
    for (const one of ticks(0, 46)) driver.pipe(topics.marketTick, one)
    const own = new Map(driver.read(topics.aiSignal).map(({ value }) => [value.signal_id, value]))
    for (const { signal_id, action, confidence, reason, model, event_time, tick_time } of await signals()) {
      const { reason: theirs, ...advice } = own.get(signal_id) ?? expect.fail(`ai-baseline has no ${signal_id}`)
      expect({ action, confidence, model }).toEqual(
        Object.fromEntries(['action', 'confidence', 'model'].map((name) => [name, Reflect.get(advice, name)])),
      )
      expect(reason?.replace('WARMING_UP: ', '')).toBe(theirs)
      expect(event_time).toBeGreaterThan(tick_time ?? Number.POSITIVE_INFINITY)
    }
    expect((await signals()).some(({ action }) => action === 'BUY')).toBe(true)
    expect((await signals()).some(({ action }) => action === 'SELL')).toBe(true)

    // The engine dies: the flow goes on, on the fallback, and says why.
    await engine.close()
    await publish(ticks(46, 49))
    await hasSignals(3 * 48)
    await second.stop()
    const all = await signals()
    expect(all.map(({ signal_id }) => signal_id).sort()).toEqual(idsOf(0, 48))
    const fallbacks = all.filter(({ model }) => model === 'fallback')
    expect(fallbacks.map(({ signal_id }) => signal_id).sort()).toEqual(idsOf(45, 48))
    for (const { action, confidence, reason } of fallbacks) {
      expect({ action, confidence }).toEqual({ action: 'BUY', confidence: 0.53 })
      expect(reason).toMatch(/^(UNREACHABLE|CIRCUIT_OPEN): .*; 24 h change \+3\.00 %$/)
    }
    expect(second.status().counts).toMatchObject({ fallbacks: 9, letters: 0 })
    expect(errors).toEqual([])

    // From the command line, with an age: everything that is left is too old, and it says so.
    await publish(ticks(49, 51))
    const where = ['--kafka', services.brokers.join(','), '--registry', services.registryUrl]
    const names = ['--app', app, '--topic-prefix', workspace.topicPrefix]
    const bridge = startIlf(
      ['ai-bridge', '--engine', engine.url, '--timeframe', '1m', ...where, ...names],
      temporaryFolder(),
    )
    // When each of them runs is told at two looks where the machine is slow.
    await bridge.says('assigned lanes 0, 1')
    await publish(ticks(51, 52))
    await bridge.says('skipped')
    bridge.process.kill('SIGTERM')
    const { exitCode, stderr } = await bridge.ended
    expect(stderr).toMatch(/Stopped: 0 questions, 0 answered, 0 by the fallback, 0 dead letters, \d+ intervals skipped/)
    expect(exitCode).toBe(0)
    expect(await signals()).toHaveLength(all.length)
  })

  it('asks again, after a kill, only what had no answer yet', async () => {
    const workspace = new Workspace(services, [withPartitions(aiBaseline, 1)])
    await workspace.create()
    let isStuck = true
    const asked: string[] = []
    const engine = await misbehaving((_request, response) => {
      const { symbol, event_time } = JSON.parse(engine.asked.at(-1) ?? '')
      asked.push(`${symbol} ${(event_time - T0) / MINUTE}`)
      if (symbol === 'BUSDT' && isStuck) return
      response.end(JSON.stringify({ symbol, action: 'HOLD', confidence: 0.5, model: 'other' }))
    })
    await workspace.publish(
      ticks(0, 3).map((value) => ({ topic: topics.marketTick, key: value.symbol, time: value.event_time, value })),
    )
    const app = uniqueName('app')
    const start = () =>
      startIlf(
        [
          ...['ai-bridge', '--engine', engine.url, '--timeframe', '1m', '--max-age-ms', 'none', '--from-beginning'],
          ...['--timeout-ms', '60000', '--deadline-ms', '60000', '--app', app],
          ...['--kafka', services.brokers.join(','), '--registry', services.registryUrl],
          ...['--topic-prefix', workspace.topicPrefix],
        ],
        temporaryFolder(),
      )
    const ids = async () =>
      (await workspace.read('ai.signal')).map(({ value }) => workspace.decode(topics.aiSignal, value).signal_id).sort()
    const killed = start()
    // B is stuck at its first candle; A and C go on to their second.
    await until('four signals', async () => (await ids()).length === 4)
    killed.process.kill('SIGKILL')
    await killed.ended
    isStuck = false
    const next = start()
    await until('all signals', async () => (await ids()).length >= 6)
    next.process.kill('SIGTERM')
    await next.ended
    expect(await ids()).toEqual(idsOf(0, 2))
    expect(asked.toSorted()).toEqual(['AUSDT 1', 'AUSDT 2', 'BUSDT 1', 'BUSDT 1', 'BUSDT 2', 'CUSDT 1', 'CUSDT 2'])
  })
})
