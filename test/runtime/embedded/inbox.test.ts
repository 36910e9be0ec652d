/** Records that another process put into the inbox: taken at a commit, at stream time, once. */
import { describe, expect, it } from 'vitest'
import { Serde } from '../../../src/records/serde.ts'
import { LocalSchemas } from '../../../src/runtime/embedded/local-schemas.ts'
import { META } from '../../../src/runtime/embedded/meta.ts'
import { MemoryStorage } from '../../../src/runtime/embedded/storage/memory-storage.ts'
import type { Storage } from '../../../src/runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import { topics } from '../../../src/topics.ts'
import { counter, counts, signal, words } from '../example-topologies.ts'
import { embedded, said, sourceOf, wordAt } from './harness.ts'

const script = [wordAt(10, 'x'), wordAt(20, 'y'), wordAt(30, 'z')]

/** Puts words into the inbox as `ilf produce` would. */
function produce(storage: Storage, ...reasons: readonly string[]): void {
  const serde = new Serde(new LocalSchemas(storage.meta(META.schemas)))
  const headers = { 'event-type': 'words', source: 'produce', 'trace-id': 'by-hand' }
  storage.produce(
    reasons.map((reason) => ({
      topic: 'words',
      key: 'A',
      timestamp: 5,
      headers,
      value: serde.encode(words.codec, signal('A', 5, reason)),
    })),
  )
}

/** A folder that was begun, so that its schemas are known. */
async function begun(): Promise<Storage> {
  const storage = new MemoryStorage()
  await embedded([counter], { storage }).runtime.run(sourceOf(script.slice(0, 1)))
  return storage
}

describe('the inbox', () => {
  it('is taken at the next commit, after the records of that instant, and is then empty', async () => {
    const storage = await begun()
    produce(storage, 'one', 'two')
    await embedded([counter], { storage, commitEvery: 1 }).runtime.run(sourceOf(script, { size: 1 }))
    expect(said(storage, counts)).toEqual(['x#1', 'y#2', 'one#3', 'two#4', 'z#5'])
    expect(storage.inbox(10)).toEqual([])
  })

  it('keeps time, headers and trace of its records; what they cause happens at stream time', async () => {
    const storage = await begun()
    produce(storage, 'one')
    await embedded([counter], { storage }).runtime.run(sourceOf(script.slice(0, 1)))
    const reader = new TopicReader(storage)
    expect([...reader.records(words)].at(-1)).toMatchObject({ timestamp: 5, headers: { source: 'produce' } })
    expect([...reader.records(counts)].at(-1)).toMatchObject({
      timestamp: 10,
      headers: { 'trace-id': 'by-hand' },
      value: { event_time: 10 },
    })
  })

  it('waits for the first instant of a folder that has seen none', async () => {
    const storage = new MemoryStorage()
    produce(storage, 'early')
    await embedded([counter], { storage }).runtime.run(sourceOf([]))
    expect(storage.inbox(10)).toHaveLength(1)
    await embedded([counter], { storage }).runtime.run(sourceOf(script.slice(0, 1)))
    expect(said(storage, counts)).toEqual(['x#1', 'early#2'])
    expect(storage.inbox(10)).toEqual([])
  })

  it('a record without a readable value goes to the dead letters, and the rest is taken', async () => {
    const storage = await begun()
    storage.produce([{ topic: 'words', key: 'A', timestamp: 5, headers: {}, value: null }])
    produce(storage, 'one')
    await embedded([counter], { storage }).runtime.run(sourceOf(script.slice(0, 2)))
    expect(said(storage, counts)).toEqual(['x#1', 'y#2', 'one#3'])
    expect([...new TopicReader(storage).values(topics.deadLetter)]).toMatchObject([
      { topic: 'words', error_code: 'NOT_WIRE_FORMAT' },
    ])
  })
})
