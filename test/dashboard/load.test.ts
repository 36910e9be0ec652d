/** A thousand symbols, a burst, fifty tabs: what is kept is bounded, answers are made once, and no fact is lost. */
import { expect, it, onTestFinished } from 'vitest'
import { describeJson, topologies } from '../../src/app.ts'
import { DashboardModel } from '../../src/dashboard/model/dashboard-model.ts'
import type { DeadLetters } from '../../src/dashboard/protocol/flow.ts'
import type { Overview } from '../../src/dashboard/protocol/overview.ts'
import type { SignalPage } from '../../src/dashboard/protocol/signals.ts'
import type { SymbolRow, SymbolView } from '../../src/dashboard/protocol/symbol.ts'
import { serveDashboard } from '../../src/dashboard/server/serve.ts'
import type { SignalDecision } from '../../src/records/generated.ts'
import { Serde } from '../../src/records/serde.ts'
import { LocalSchemas } from '../../src/runtime/embedded/local-schemas.ts'
import { META } from '../../src/runtime/embedded/meta.ts'
import { MemoryStorage } from '../../src/runtime/embedded/storage/memory-storage.ts'
import { TopicReader } from '../../src/runtime/embedded/topic-reader.ts'
import { topics } from '../../src/topics.ts'
import type { Topic } from '../../src/topology/topic.ts'
import { BEGIN_MS, letter, tick } from '../alerts/records.ts'
import { until } from './support.ts'

const SYMBOLS = Array.from({ length: 1_000 }, (_, i) => `S${String(i).padStart(4, '0')}USDT`)
const ROUNDS = 40
const DECISIONS = 50_000
const LETTERS = 10_000
const TABS = 50
const PORTION = 20_000

/** A run that is written to while it is looked at. */
function run() {
  const storage = new MemoryStorage()
  const schemas = new LocalSchemas(undefined)
  const serde = new Serde(schemas)
  const write = <V extends { readonly event_time: number }>(topic: Topic<V>, values: readonly V[]) => {
    const records = values.map((value) => {
      const bytes = Buffer.from(serde.encode(topic.codec, value))
      return { key: topic.keyOf(value), timestamp: value.event_time, headers: {}, value: bytes }
    })
    const append = { topic: topic.name, partition: 0, firstOffset: storage.endOffset(topic.name, 0), records }
    const meta = new Map([
      [META.schemas, schemas.toJson()],
      [META.clock, String(values.at(-1)?.event_time ?? 0)],
    ])
    storage.commit({ appends: [append], changes: [], meta, inboxTaken: 0 })
  }
  const source = {
    ...{ reader: new TopicReader(storage), name: 'a test', link: () => null, progress: () => new Map() },
    ...{ lags: () => new Map(), members: () => [] },
  }
  const calibration = { threshold: 0.65, horizonMs: 3_600_000 }
  const model = new DashboardModel({
    source,
    graph: JSON.parse(describeJson(topologies)),
    account: 'paper',
    calibration,
  })
  return { write, model }
}

/** So many ticks of every symbol, six minutes apart: each is a candle of its own. */
const ticks = (rounds: number) =>
  Array.from({ length: rounds }, (_, round) => SYMBOLS.map((symbol) => tick(symbol, round * 360_000))).flat()

const decisions = (count: number): SignalDecision[] =>
  Array.from({ length: count }, (_, i) => ({
    symbol: SYMBOLS[i % SYMBOLS.length]!,
    event_time: BEGIN_MS + i,
    account: 'paper',
    signal_id: `signal-${i}`,
    outcome: 'REFUSED',
    reason: i % 2 === 0 ? 'HOLD' : 'COOLDOWN',
    action: 'BUY',
    confidence: 0.5,
    threshold: 0.65,
    signal_age_ms: 0,
  }))

it('takes a burst of 100,000 records in bounded turns, and loses no fact', () => {
  const { write, model } = run()
  write(topics.marketTick, ticks(ROUNDS))
  write(topics.signalDecision, decisions(DECISIONS))
  write(
    topics.deadLetter,
    Array.from({ length: LETTERS }, (_, offset) => letter({ offset, event_time: BEGIN_MS + offset })),
  )
  let turns = 0
  let before = 0
  const decided = () => [...model.counts.signalDecisions.values()].reduce((sum, count) => sum + count, 0)
  while (model.update(turns * 50)) {
    turns += 1
    expect(decided() - before).toBeLessThanOrEqual(PORTION)
    before = decided()
  }
  expect(turns).toBeGreaterThanOrEqual(DECISIONS / PORTION)
  // Every fact is counted, whatever is still listed of it.
  expect(Object.fromEntries(model.counts.signalDecisions)).toEqual({ HOLD: DECISIONS / 2, COOLDOWN: DECISIONS / 2 })
  expect(model.deadLetters.total).toBe(LETTERS)
  expect(model.deadLetters.rows.length).toBeLessThanOrEqual(200)
  expect(model.signalPage({}).kept).toBe(20_000)
  expect(model.symbols).toHaveLength(SYMBOLS.length)
})

it('keeps a bounded number of candles, decisions and points of every symbol', () => {
  const { write, model } = run()
  const symbol = SYMBOLS[0]!
  write(
    topics.marketTick,
    Array.from({ length: 5_000 }, (_, i) => tick(symbol, i * 360_000)),
  )
  write(
    topics.signalDecision,
    decisions(5_000).map((decision) => ({ ...decision, symbol })),
  )
  for (let turn = 0; model.update(turn * 50); turn++);
  const { candles, signals, market } = model.symbol(symbol)!
  for (const kept of [candles, signals, market]) expect(kept.length).toBeLessThan(1_200)
  expect(candles.at(-1)?.[0]).toBe(Math.floor((BEGIN_MS + 4_999 * 360_000) / 300_000) * 300_000)
})

it('serves fifty tabs, one of which reads nothing, while a burst comes in: every answer is made once a look', async () => {
  const { write, model } = run()
  let made = 0
  const counted = new Proxy(model, {
    get(target, name) {
      if (name === 'overview') made += 1
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  let looks = 0
  const update = model.update.bind(model)
  model.update = (atMs) => {
    looks += 1
    return update(atMs)
  }
  const nothing = async () => undefined
  const server = await serveDashboard({
    model: counted,
    host: '127.0.0.1',
    port: 0,
    token: 't',
    onError: (error) => {
      throw error
    },
    storyOf: () => null,
    control: nothing,
    redrive: nothing,
    alertChannels: [],
    testAlerts: async () => [],
  })
  onTestFinished(() => server.close())
  const streams = await Promise.all(Array.from({ length: TABS }, () => fetch(`${server.url}/api/events`)))
  expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200))
  const all = ticks(ROUNDS)
  const get = async <T>(path: string) => (await fetch(server.url + path)).json() as Promise<T>
  for (let at = 0; at < all.length; at += 10_000) {
    write(topics.marketTick, all.slice(at, at + 10_000))
    // All tabs but the first one, which is asleep, ask at once.
    await Promise.all(streams.slice(1).map(() => get<Overview>('/api/overview')))
  }
  write(topics.signalDecision, decisions(5_000))
  write(topics.deadLetter, [letter({})])
  await until(
    () => get<Overview>('/api/overview'),
    ({ ticks: count, deadLetters }) => count === all.length && deadLetters === 1,
  )
  // Ticks are counted where they stand on the topic; what is drawn of them comes when they are read.
  await until(
    () => get<SymbolView>(`/api/symbols/${SYMBOLS.at(-1)}`),
    ({ candles }) => candles.length === ROUNDS,
  )
  expect(made).toBeLessThanOrEqual(looks)
  const [rows, page, view, letters] = [
    await get<readonly SymbolRow[]>('/api/symbols'),
    await get<SignalPage>('/api/signals'),
    await get<SymbolView>(`/api/symbols/${SYMBOLS[7]}`),
    await get<DeadLetters>('/api/dead-letters'),
  ]
  expect(rows).toHaveLength(SYMBOLS.length)
  expect([page.kept, letters.total]).toEqual([5_000, 1])
  expect(view.candles).toHaveLength(ROUNDS)
  await Promise.all(streams.map(({ body }) => body?.cancel()))
}, 60_000)
