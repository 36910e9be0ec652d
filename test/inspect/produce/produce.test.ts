import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../../../src/app.ts'
import { openInbox, produce } from '../../../src/inspect/produce/produce.ts'
import { jsonLine } from '../../../src/inspect/tail/lines.ts'
import { Serde } from '../../../src/records/serde.ts'
import { LocalSchemas } from '../../../src/runtime/embedded/local-schemas.ts'
import { META } from '../../../src/runtime/embedded/meta.ts'
import { openStorage } from '../../../src/runtime/embedded/storage/open-storage.ts'
import type { QueuedRecord, Storage } from '../../../src/runtime/embedded/storage/storage.ts'
import { topics, topicsByName } from '../../../src/topics.ts'
import type { Topic } from '../../../src/topology/topic.ts'
import { playFalling, temporaryFolder } from '../slice.ts'

const folder = join(temporaryFolder(), 'data')
const SCHEMAS = new Map<string, string>()
const NOW = 1_765_800_000_000

beforeAll(async () => {
  await playFalling(folder)
  const reader = openReader(folder)
  SCHEMAS.set(META.schemas, reader.storage.meta(META.schemas) ?? '')
  await reader.storage.close()
}, 60_000)

/** An empty storage that knows the schemas of a run and stands at a stream time. */
function begun(clock: string | undefined = String(NOW)): Storage {
  const storage = openStorage(':memory:')
  storage.commit({ appends: [], changes: [], meta: new Map([...SCHEMAS, [META.clock, clock]]), inboxTaken: 0 })
  return storage
}

interface Outcome {
  readonly queued: readonly QueuedRecord[]
  readonly values: readonly unknown[]
  readonly bad: readonly string[]
}

async function produced(
  topic: Topic<unknown>,
  lines: readonly (string | object)[],
  storage = begun(),
): Promise<Outcome> {
  const bad: string[] = []
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  const counts = await produce(storage, {
    topic,
    lines: texts,
    onBadLine: (line, problem) => bad.push(`${line}: ${problem}`),
  })
  const queued = storage.inbox(1_000)
  expect(counts).toEqual({ queued: queued.length, bad: bad.length })
  const serde = new Serde(new LocalSchemas(SCHEMAS.get(META.schemas)))
  return { queued, values: queued.map(({ value }) => serde.decode(topic.codec, value)), bad }
}

const signal = { symbol: 'OPUSDT', action: 'BUY', confidence: 0.9, timeframe: '5m', model: 'me' }

describe('produce', () => {
  it('fills in key, times, headers and id of a signal', async () => {
    const { queued, values, bad } = await produced(topics.aiSignal, [signal])
    expect(bad).toEqual([])
    const id = expect.stringMatching(/^[0-9a-f]{32}$/)
    expect(queued).toMatchObject([
      {
        topic: 'ai.signal',
        key: 'OPUSDT',
        timestamp: NOW,
        headers: { 'event-type': 'ai.signal', source: 'ilf-produce', 'trace-id': id },
      },
    ])
    expect(values).toMatchObject([{ ...signal, event_time: NOW, signal_id: id, reason: null }])
  })

  it('gives the same line the same signal id, and another line another', async () => {
    const { queued } = await produced(topics.aiSignal, [signal, signal, { ...signal, confidence: 0.8 }])
    const ids = queued.map(({ headers }) => headers['trace-id'])
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
  })

  it('lets timestamp and event_time stand for each other', async () => {
    const { queued, values, bad } = await produced(topics.aiSignal, [
      { timestamp: 5, value: signal },
      { ...signal, event_time: 6 },
      { timestamp: 7, key: 'OPUSDT', headers: { source: 'mine' }, value: { ...signal, event_time: 7 } },
      { timestamp: 7, value: { ...signal, event_time: 8 } },
    ])
    expect(queued.map(({ timestamp }) => timestamp)).toEqual([5, 6, 7])
    expect(values).toMatchObject([{ event_time: 5 }, { event_time: 6 }, { event_time: 7 }])
    expect(queued[2]?.headers.source).toBe('mine')
    expect(bad).toEqual(['4: timestamp 7 and event_time 8 must be the same'])
  })

  it('asks for a time where there is none to take', async () => {
    const storage = openStorage(':memory:')
    storage.commit({ appends: [], changes: [], meta: SCHEMAS, inboxTaken: 0 })
    const { bad } = await produced(topics.aiSignal, [signal], storage)
    expect(bad).toEqual(['1: event_time: is missing, and the folder has no stream time to take instead'])
  })

  it.each<[string, Topic<unknown>, string | object, RegExp]>([
    ['no JSON', topics.aiSignal, '{"symbol"', /is not JSON/],
    ['a list', topics.aiSignal, '[1]', /must be a JSON object/],
    ['a missing field', topics.aiSignal, { ...signal, symbol: undefined }, /symbol: is missing, and must be string/],
    ['a wrong type', topics.aiSignal, { ...signal, confidence: 'high' }, /confidence: "high" is not double/],
    [
      'a number without end',
      topics.aiSignal,
      JSON.stringify(signal).replace('0.9', '1e999'),
      /confidence: is too large/,
    ],
    [
      'an unknown symbol of an enum',
      topics.aiSignal,
      { ...signal, action: 'HODL' },
      /action: "HODL" is not one of BUY, SELL/,
    ],
    ['an unknown field', topics.aiSignal, { ...signal, confidense: 1 }, /confidense: there is no such field/],
    ['a time that is none', topics.aiSignal, { ...signal, event_time: 'now' }, /event_time: must be a Unix time/],
    ['a fraction of a millisecond', topics.aiSignal, { ...signal, event_time: 1.5 }, /event_time: must be a Unix time/],
    [
      'a key of something else',
      topics.aiSignal,
      { key: 'SOLUSDT', value: signal },
      /key: "SOLUSDT" is not the key of the value, which is "OPUSDT"/,
    ],
    ['headers that are no text', topics.aiSignal, { headers: { a: 1 }, value: signal }, /headers.a: must be text/],
    [
      'a fault deep inside',
      topics.instrument,
      { symbol: 'A', brackets: [{ notional_cap: 1 }] },
      /brackets.0.max_leverage: is missing/,
    ],
    [
      'a value of no base64',
      topics.deadLetter,
      { topic: 't', partition: 0, offset: 0, error_code: 'A', error: 'b', value: '%' },
      /value: is not base64/,
    ],
  ])('refuses %s, and goes on', async (_name, topic, line, problem) => {
    const { bad, queued } = await produced(topic, [line, '', line])
    expect(bad).toEqual([expect.stringMatching(new RegExp(`^1: .*${problem.source}`)), expect.stringMatching(/^3: /)])
    expect(queued).toEqual([])
  })

  it('takes an enum that is left out as its default, which never means act', async () => {
    const { values } = await produced(topics.controlCommand, [{ account: 'paper', issued_by: 'me', reason: 'test' }])
    expect(values).toMatchObject([{ command: 'UNKNOWN' }])
  })

  it('tells values that have a field `value` from lines with a value in them', async () => {
    const policy = { state: 'choppy.c1.e0.p1', action: 0.5, value: 0.25, visits: 3 }
    const { values, queued } = await produced(topics.sizingPolicy, [policy, { value: policy }])
    expect(values).toMatchObject([policy, policy])
    expect(queued.map(({ key }) => key)).toEqual(['choppy.c1.e0.p1|0.5', 'choppy.c1.e0.p1|0.5'])
    const letter = {
      topic: 'ai.signal',
      partition: 0,
      offset: 1,
      key: 'OPUSDT',
      value: 'AP8=',
      error_code: 'X',
      error: 'y',
    }
    expect((await produced(topics.deadLetter, [letter])).values).toMatchObject([
      { key: Buffer.from('OPUSDT'), value: Buffer.from([0, 255]) },
    ])
  })

  it('reads back what tail prints as JSON, byte for byte, on every topic', async () => {
    const reader = openReader(folder)
    let checked = 0
    for (const topic of topicsByName.values()) {
      const records = [...reader.records(topic)].slice(0, 20)
      const { queued, bad } = await produced(topic, records.map(jsonLine))
      expect(bad).toEqual([])
      expect(queued.map(({ key, timestamp, value }) => ({ key, timestamp, value }))).toEqual(
        records.map(({ key, timestamp, bytes }) => ({ key, timestamp, value: bytes })),
      )
      checked += records.length > 0 ? 1 : 0
    }
    expect(checked).toBeGreaterThan(10)
    await reader.storage.close()
  })
})

describe('the inbox of a folder', () => {
  it('is taken by the next run', async () => {
    const data = join(temporaryFolder(), 'data')
    await playFalling(data, Date.parse('2025-12-15T12:30:00Z'))
    const storage = await openInbox(data)
    const lines = [JSON.stringify({ ...signal, signal_id: 'by-hand' })]
    expect(await produce(storage, { topic: topics.aiSignal, lines, onBadLine: () => undefined })).toEqual({
      queued: 1,
      bad: 0,
    })
    await storage.close()
    await playFalling(data, Date.parse('2025-12-15T12:30:00Z'))
    const reader = openReader(data)
    expect([...reader.values(topics.signalDecision)].filter(({ signal_id }) => signal_id === 'by-hand')).toHaveLength(1)
    expect(reader.storage.inbox(1)).toEqual([])
    await reader.storage.close()
  })

  it('is not there where there is no data, and none is made', async () => {
    const nowhere = join(temporaryFolder(), 'none')
    await expect(openInbox(nowhere)).rejects.toMatchObject({ code: 'NO_DATA' })
    expect(() => openReader(nowhere)).toThrow('holds no data yet')
  })

  it('is not there before the first commit of a run', async () => {
    const data = join(temporaryFolder(), 'empty')
    await openStorage(data).close()
    await expect(openInbox(data)).rejects.toMatchObject({ code: 'NO_RUN' })
  })

  it('does not write what the folder has no schema for', async () => {
    const storage = openStorage(':memory:')
    storage.commit({ appends: [], changes: [], meta: new Map([[META.schemas, '[]']]), inboxTaken: 0 })
    const produced = produce(storage, { topic: topics.aiSignal, lines: [], onBadLine: () => undefined })
    await expect(produced).rejects.toMatchObject({ code: 'UNKNOWN_SCHEMA' })
  })
})
