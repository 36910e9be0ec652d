/** What is mirrored reads as a data folder does: values under ids of its own, facts for ever, ticks as far as they are kept. */
import { existsSync, mkdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { LocalValues } from '../../../src/kafka-app/mirror/local-values.ts'
import { claimMirrorFolder } from '../../../src/kafka-app/mirror/mirror-folder.ts'
import { MirrorStorage } from '../../../src/kafka-app/mirror/mirror-storage.ts'
import { codecFor, codecOf } from '../../../src/records/codec.ts'
import type { ControlCommand } from '../../../src/records/generated.ts'
import { Serde } from '../../../src/records/serde.ts'
import { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import { KafkaRecord } from '../../../src/runtime/kafka/reading/kafka-record.ts'
import { topics } from '../../../src/topics.ts'
import { temporaryFolder } from '../../cli/support/ilf.ts'

const REGISTRY_ID = 100_007
const OTHER_ID = 3
const control = codecFor('control.command')
const COMMAND: ControlCommand = { account: 'paper', event_time: 5, command: 'HALT', issued_by: 'me', reason: 'why' }
const registry = { schemaOf: (id: number) => (id === REGISTRY_ID ? control.schema : undefined) }
const inRegistry = (id: number) => new Serde({ idOf: () => id, schemaOf: registry.schemaOf })

function record(topic: string, value: Buffer | null, offset = 0): KafkaRecord {
  return new KafkaRecord(topic, 0, { offset, timestamp: 5, key: Buffer.from('k'), value, traceId: null, round: 0 }, 0)
}

function storage(keptTicks?: number): MirrorStorage {
  const mirrored = new MirrorStorage({ folder: temporaryFolder(), ...(keptTicks === undefined ? {} : { keptTicks }) })
  onTestFinished(() => mirrored.close())
  return mirrored
}

const entry = (value: Buffer | null, timestamp = 5) => ({ key: 'k', timestamp, headers: { source: 's' }, value })

it('reads values whose ids are the registry’s, and says of which it cannot', () => {
  const values = new LocalValues({ registry, jsonDoor: new Set() })
  const topic = topics.controlCommand
  const readable = values.valueOf(record(topic.name, inRegistry(REGISTRY_ID).encode(control, COMMAND)))
  const unknown = values.valueOf(record(topic.name, inRegistry(OTHER_ID).encode(control, COMMAND)))
  const bytes = values.valueOf(record(topic.name, Buffer.from('no wire format')))
  const mirrored = storage()
  const records = new Map([[topic.name, [readable, unknown, bytes, null].map((value) => entry(value))]])
  mirrored.write({ records, schemas: values.schemas, timeMs: 9 })
  const reader = new TopicReader(mirrored)
  const read = [...reader.records(topic)]
  expect(read.map(({ value }) => value)).toEqual([COMMAND, null, null, null])
  expect(read.map(({ error }) => error?.message ?? '')).toEqual([
    '',
    expect.stringContaining('-3 is not registered'),
    expect.stringContaining('no schema id'),
    expect.stringContaining('tombstone'),
  ])
  expect(reader.timeMs).toBe(9)
  expect(read[0]?.headers).toEqual({ source: 's' })
})

it('reads what an older version of a schema wrote', () => {
  const { fields, ...rest } = control.schema as { fields: readonly { readonly name: string }[] }
  const extra = { name: 'note', type: 'string', default: '' }
  const other = codecOf<ControlCommand & { note: string }>({ ...rest, fields: [...fields, extra] })
  const values = new LocalValues({ registry: { schemaOf: () => other.schema }, jsonDoor: new Set() })
  const written = new Serde({ idOf: () => OTHER_ID, schemaOf: () => other.schema })
  const value = values.valueOf(record('control.command', written.encode(other, { ...COMMAND, note: 'new' })))
  const mirrored = storage()
  mirrored.write({ records: new Map([['control.command', [entry(value)]]]), schemas: values.schemas, timeMs: 1 })
  expect([...new TopicReader(mirrored).values(topics.controlCommand)]).toEqual([COMMAND])
})

it('reads a signal typed as plain JSON where the door is open only', () => {
  const typed = () =>
    record(
      'ai.signal',
      Buffer.from('{"symbol":"IMXUSDT","action":"BUY","confidence":0.9,"timeframe":"5m","model":"m"}'),
      4,
    )
  for (const [jsonDoor, ids] of [
    [new Set(['ai.signal']), ['ai.signal-0-4']],
    [new Set<string>(), []],
  ] as const) {
    const values = new LocalValues({ registry, jsonDoor })
    const mirrored = storage()
    const records = new Map([['ai.signal', [entry(values.valueOf(typed()))]]])
    mirrored.write({ records, schemas: values.schemas, timeMs: 1 })
    expect([...new TopicReader(mirrored).values(topics.aiSignal)].map(({ signal_id }) => signal_id)).toEqual(ids)
  }
})

it('keeps every fact, and of ticks the newest', () => {
  const mirrored = storage(40)
  for (let step = 0; step < 20; step++) {
    const of = (count: number) => Array.from({ length: count }, (_, i) => entry(Buffer.from([i]), step))
    const records = new Map([
      ['market.tick', of(10)],
      ['dead.letter', of(3)],
    ])
    mirrored.write({ records, schemas: '[]', timeMs: step })
  }
  expect(mirrored.topics()).toEqual([
    { topic: 'dead.letter', partition: 0, endOffset: 60 },
    { topic: 'market.tick', partition: 0, endOffset: 200 },
  ])
  expect([...mirrored.read('dead.letter', 0)]).toHaveLength(60)
  const kept = [...mirrored.read('market.tick', 0)].map(({ offset }) => offset)
  expect(kept.length).toBeGreaterThanOrEqual(40)
  expect(kept.length).toBeLessThanOrEqual(50)
  expect(kept.at(-1)).toBe(199)
})

it('takes what a killed process left, and nothing that is in use or just being made', async () => {
  const parent = temporaryFolder()
  const [abandoned, young] = [join(parent, 'ilf-mirror-old'), join(parent, 'ilf-mirror-new')]
  for (const folder of [abandoned, young]) mkdirSync(folder)
  const mine = await claimMirrorFolder(parent)
  const longAgo = new Date(0)
  for (const folder of [abandoned, mine.path]) utimesSync(folder, longAgo, longAgo)
  const other = await claimMirrorFolder(parent)
  expect([abandoned, young, mine.path, other.path].map(existsSync)).toEqual([false, true, true, true])
  await Promise.all([mine.remove(), other.remove()])
  expect([mine.path, other.path].map(existsSync)).toEqual([false, false])
})
