import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader } from '../../../src/app.ts'
import { Snapshot } from '../../../src/inspect/snapshot.ts'
import { PLAIN } from '../../../src/inspect/style.ts'
import { follow } from '../../../src/inspect/tail/follow.ts'
import { jsonLine, textLine } from '../../../src/inspect/tail/lines.ts'
import { lastRecords, recordsFrom } from '../../../src/inspect/tail/select.ts'
import { parseStoreName, storeEntries, storeNames } from '../../../src/inspect/tail/stores.ts'
import { readableTopics } from '../../../src/inspect/topic-names.ts'
import { openStorage } from '../../../src/runtime/embedded/storage/open-storage.ts'
import type { LogRecord } from '../../../src/runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import { orderTopic, topics } from '../../../src/topics.ts'
import { added, playFalling, temporaryFolder } from '../slice.ts'

const folder = join(temporaryFolder(), 'falling')
let reader: TopicReader

beforeAll(async () => {
  await playFalling(folder)
  reader = openReader(folder)
}, 60_000)
afterAll(() => reader.storage.close())

const place = ({ partition, offset }: { readonly partition: number; readonly offset: number }) =>
  `${partition}@${offset}`

/** Signals without a value anybody can read, at the given times, in any partitions. */
function raw(parts: readonly (readonly { readonly key: string; readonly timestamp: number }[])[]): TopicReader {
  const storage = openStorage(':memory:')
  const appends = parts.map((records, partition) => ({
    topic: 'ai.signal',
    partition,
    firstOffset: 0,
    records: records.map((record): LogRecord => ({ ...record, headers: {}, value: Buffer.from('?') })),
  }))
  storage.commit({ appends, changes: [], meta: new Map(), inboxTaken: 0 })
  return new TopicReader(storage)
}

describe('choosing records', () => {
  it('gives the last ones by time over all partitions, of a key or of any', () => {
    const record = fc.record({ key: fc.constantFrom('A', 'B'), timestamp: fc.nat(1_000) })
    const sorted = fc
      .array(record, { maxLength: 30 })
      .map((records) => records.sort((a, b) => a.timestamp - b.timestamp))
    const partitions = fc.array(sorted, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(
        partitions,
        fc.nat(12),
        fc.option(fc.constantFrom('A', 'B', 'C'), { nil: undefined }),
        (parts, count, key) => {
          const snapshot = new Snapshot(raw(parts))
          const all = [...recordsFrom(snapshot, topics.aiSignal, key)]
          expect(all).toHaveLength(parts.flat().filter((one) => key === undefined || one.key === key).length)
          const expected = all.sort((a, b) => a.timestamp - b.timestamp).slice(count === 0 ? all.length : -count)
          expect(lastRecords(snapshot, topics.aiSignal, count, key).map(place)).toEqual(expected.map(place))
        },
      ),
    )
  })

  it('looks back as far as it must for a key that is rare', () => {
    const one = { key: 'RARE', timestamp: 0 }
    const many = Array.from({ length: 5_000 }, (_, index) => ({ key: 'COMMON', timestamp: index + 1 }))
    expect(lastRecords(new Snapshot(raw([[one, ...many]])), topics.aiSignal, 2, 'RARE').map(place)).toEqual(['0@0'])
  })
})

describe('lines', () => {
  it('show place, time, key, trace and the value without what is null', () => {
    const [record] = lastRecords(new Snapshot(reader), topics.positionUpdate, 1)
    if (record?.value == null) throw new Error('there is no position')
    const line = textLine(record, PLAIN)
    expect(line).toContain(
      `[0]@${record.offset}  ${new Date(record.timestamp).toISOString()}  ${record.value.symbol}  trace=${record.value.signal_id} source=execution round=${record.headers.round}  {"symbol":`,
    )
    expect(line).not.toContain('null')
  })

  it('are JSON documents with everything', () => {
    const [record] = lastRecords(new Snapshot(reader), topics.tradeIntent, 1)
    if (record === undefined) throw new Error('there is no intent')
    const document: unknown = JSON.parse(jsonLine(record))
    const { topic, partition, offset, key, timestamp, headers, value } = record
    expect(document).toEqual({ topic, partition, offset, key, timestamp, headers, value: { ...value } })
  })

  it('of unreadable records say why', () => {
    const [record] = recordsFrom(new Snapshot(raw([[{ key: 'A', timestamp: 0 }]])), topics.aiSignal, undefined)
    if (record === undefined) throw new Error('there is no record')
    expect(textLine(record, PLAIN)).toMatch(/unreadable: no schema id in front of the 1 bytes/)
    expect(JSON.parse(jsonLine(record))).toMatchObject({
      value: null,
      bytes: Buffer.from('?').toString('base64'),
      error: expect.stringContaining('no schema id'),
    })
  })

  it('of dead letters give the key as text and the value as base64', () => {
    const letter = {
      topic: 'ai.signal',
      event_time: 1,
      partition: 0,
      offset: 3,
      key: Buffer.from('OPUSDT'),
      value: Buffer.from([0, 255]),
      error_code: 'X',
      error: 'y',
    }
    const [record] = recordsFrom(
      new Snapshot(added(reader, { topic: topics.deadLetter, values: [letter] })),
      topics.deadLetter,
      undefined,
    )
    if (record === undefined) throw new Error('there is no dead letter')
    expect(JSON.parse(jsonLine(record))).toMatchObject({ value: { key: 'OPUSDT', value: 'AP8=' } })
  })
})

describe('names', () => {
  it('include every topic of the folder', () => {
    const names = readableTopics()
    for (const { topic } of reader.storage.topics()) expect([...names.keys()]).toContain(topic)
    const orders = [...recordsFrom(new Snapshot(reader), orderTopic('execution'), undefined)]
    expect(orders.every(({ error, value }) => error === null && value.task === 'execution/0')).toBe(true)
  })

  it('of stores have a task and a store', () => {
    expect(parseStoreName('store:trade-intent/0/quotes')).toEqual({ task: 'trade-intent/0', store: 'quotes' })
    for (const name of ['store:', 'store:/', 'store:a', 'store:a/', 'quotes']) expect(parseStoreName(name)).toBeNull()
  })
})

describe('stores', () => {
  it('are read entry by entry, all or of one key, windows with all their buckets', () => {
    for (const name of storeNames(reader)) expect(storeEntries(reader, name)).not.toBeNull()
    const quotes = storeEntries(reader, 'store:trade-intent/0/quotes') ?? []
    expect(quotes.map(({ key }) => key)).toEqual([
      'DOGEUSDT',
      'ICPUSDT',
      'LINKUSDT',
      'OPUSDT',
      'SOLUSDT',
      'UNIUSDT',
      'XRPUSDT',
    ])
    expect(storeEntries(reader, 'store:trade-intent/0/quotes', 'OPUSDT')).toEqual([quotes[3]])
    const candles = storeEntries(reader, 'store:trade-intent/0/candles', 'OPUSDT') ?? []
    expect(candles.length).toBeGreaterThan(10)
    expect(candles.every(({ key }) => key.startsWith('OPUSDT@'))).toBe(true)
  })

  it('that are not there are null', () => {
    expect(storeEntries(reader, 'store:trade-intent/0/none')).toBeNull()
  })
})

describe('follow', () => {
  it('hands out what commits add, of the key asked for, and ends when it is told to', async () => {
    const source = raw([[{ key: 'A', timestamp: 0 }]])
    const controller = new AbortController()
    const options = { key: 'A', signal: controller.signal, pollMs: 1 }
    const records = follow(source, new Snapshot(source), topics.aiSignal, options)[Symbol.asyncIterator]()
    const append = (partition: number, firstOffset: number, keys: readonly string[]) => {
      const added = keys.map((key): LogRecord => ({ key, timestamp: 1, headers: {}, value: Buffer.from('?') }))
      source.storage.commit({
        appends: [{ topic: 'ai.signal', partition, firstOffset, records: added }],
        changes: [],
        meta: new Map(),
        inboxTaken: 0,
      })
    }
    append(0, 1, ['B', 'A'])
    append(1, 0, ['A'])
    const first = await records.next()
    const second = await records.next()
    expect([first, second].map(({ value }) => (value === undefined ? null : place(value)))).toEqual(['0@2', '1@0'])
    const third = records.next()
    append(0, 3, ['A'])
    expect((await third).value).toMatchObject({ partition: 0, offset: 3 })
    controller.abort()
    expect((await records.next()).done).toBe(true)
  })
})
