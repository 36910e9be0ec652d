/** Short runs over the shipped recording, and copies of them with records changed: what the inspecting commands read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { prepareRun } from '../../src/app.ts'
import { Serde } from '../../src/records/serde.ts'
import { LocalSchemas } from '../../src/runtime/embedded/local-schemas.ts'
import { META } from '../../src/runtime/embedded/meta.ts'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import type { LogRecord } from '../../src/runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../src/runtime/embedded/topic-reader.ts'
import type { Topic } from '../../src/topology/topic.ts'

/** An afternoon that falls and then turns: targets, stops, break-even and time stops are all reached, short. */
const FALLING = {
  symbols: ['OPUSDT', 'SOLUSDT', 'ICPUSDT', 'DOGEUSDT', 'XRPUSDT', 'UNIUSDT', 'LINKUSDT'],
  from: Date.parse('2025-12-15T12:00:00Z'),
  to: Date.parse('2025-12-15T17:00:00Z'),
}

/** A folder that is removed after the tests of the calling file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilf-inspect-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Plays the falling afternoon into a folder; a slice of it where `to` is given. */
export async function playFalling(data: string, to: number = FALLING.to): Promise<void> {
  const run = await prepareRun({ ...FALLING, to, data })
  await run.go()
  await run.close()
}

/** Signals by hand: a long, its id again, one too weak, a CLOSE of the long, one without a position, one too soon. */
export const HAND_SIGNALS = [
  { signal_id: 'long-1', symbol: 'OPUSDT', action: 'BUY', confidence: 0.9, timestamp: '2025-12-15T13:00:00Z' },
  { signal_id: 'long-1', symbol: 'OPUSDT', action: 'BUY', confidence: 0.9, timestamp: '2025-12-15T13:01:00Z' },
  { signal_id: 'weak-1', symbol: 'SOLUSDT', action: 'SELL', confidence: 0.5, timestamp: '2025-12-15T13:02:00Z' },
  { signal_id: 'close-1', symbol: 'OPUSDT', action: 'CLOSE', confidence: 0.1, timestamp: '2025-12-15T13:03:00Z' },
  { signal_id: 'close-2', symbol: 'SOLUSDT', action: 'CLOSE', confidence: 0.1, timestamp: '2025-12-15T13:04:00Z' },
  { signal_id: 'cooling-1', symbol: 'OPUSDT', action: 'BUY', confidence: 0.8, timestamp: '2025-12-15T13:06:00Z' },
] as const

/** Plays the signals above into a folder. */
export async function playHandSignals(data: string): Promise<void> {
  const signals = join(temporaryFolder(), 'signals.jsonl')
  writeFileSync(
    signals,
    HAND_SIGNALS.map((signal) => `${JSON.stringify({ ...signal, model: 'hand', timeframe: '5m' })}\n`).join(''),
  )
  const { from } = FALLING
  const run = await prepareRun({ data, signals, symbols: ['OPUSDT', 'SOLUSDT'], from, to: from + 2 * 3_600_000 })
  await run.go()
  await run.close()
}

/** What becomes of one record in a copy: nothing, itself, or others in its place. `bytes` replaces the encoded value. */
export type Change<V> = (value: V, index: number) => readonly (V | Buffer)[]

/** Records for the end of a topic. */
export interface Addition<V> {
  readonly topic: Topic<V>
  readonly values: readonly V[]
}

/**
 * A copy in memory of everything but the ticks, with the records of one topic changed. Times in the log stay as they
 * were, so that a changed record keeps its place among the others.
 */
export function changed<V>(source: TopicReader, topic: Topic<V>, change: Change<V>): TopicReader {
  return copied(source, (name, records, serde) => {
    if (name !== topic.name) return records
    return records.flatMap((record, index): LogRecord[] => {
      return change(serde.decode(topic.codec, record.value), index).map((value) => {
        return { ...record, value: Buffer.isBuffer(value) ? value : serde.encode(topic.codec, value) }
      })
    })
  })
}

/** A copy with records added at the end of a topic, at the stream time of the end. */
export function added<V>(source: TopicReader, { topic, values }: Addition<V>): TopicReader {
  const timestamp = source.timeMs ?? 0
  return copied(
    source,
    (name, records, serde) => {
      if (name !== topic.name) return records
      const more = values.map((value) => ({
        key: topic.keyOf(value),
        timestamp,
        headers: {},
        value: serde.encode(topic.codec, value),
      }))
      return [...records, ...more]
    },
    topic.name,
  )
}

type Edit = (topic: string, records: readonly LogRecord[], serde: Serde) => readonly LogRecord[]

function copied({ storage }: TopicReader, edit: Edit, extraTopic?: string): TopicReader {
  const copy = openStorage(':memory:')
  const schemas = storage.meta(META.schemas)
  const serde = new Serde(new LocalSchemas(schemas))
  const names = new Set(storage.topics().map(({ topic }) => topic))
  if (extraTopic !== undefined) names.add(extraTopic)
  names.delete('market.tick')
  const appends = [...names].map((topic) => {
    const records = [...storage.read(topic, 0)].map(({ key, timestamp, headers, value }) => ({
      key,
      timestamp,
      headers,
      value,
    }))
    return { topic, partition: 0, firstOffset: 0, records: edit(topic, records, serde) }
  })
  const meta = new Map([META.schemas, META.clock].map((key) => [key, storage.meta(key)]))
  copy.commit({ appends, changes: [], meta, inboxTaken: 0 })
  return new TopicReader(copy)
}
