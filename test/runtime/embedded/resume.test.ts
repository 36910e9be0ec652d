/** Stopping and going on: an AbortSignal, a paced run, progress, and what a second run takes. */
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/runtime/embedded/embedded-runtime.ts'
import { MemoryStorage } from '../../../src/runtime/embedded/storage/memory-storage.ts'
import type { Storage } from '../../../src/runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import { orderTopic } from '../../../src/topics.ts'
import { counter, counts, echoes, witness, words } from '../example-topologies.ts'
import { embedded, said, sourceOf, wordAt } from './harness.ts'

const script = Array.from({ length: 12 }, (_, i) =>
  wordAt(1 + Math.floor(i / 2) * 400, `w${i}`, i % 2 === 0 ? 'A' : 'B'),
)

/** Everything the topics of a folder hold, bytes and headers included. */
const contents = (storage: Storage) =>
  [words, counts, echoes].map((topic) =>
    [...new TopicReader(storage).records(topic)].map(({ key, timestamp, headers, bytes }) => ({
      key,
      timestamp,
      headers,
      bytes,
    })),
  )

async function uninterrupted() {
  const { storage, runtime } = embedded([counter, witness])
  expect(await runtime.run(sourceOf(script))).toBe('completed')
  return storage
}

describe('a run', () => {
  it('stops at a signal and loses nothing: the next run goes on after the last commit', async () => {
    for (let stopAfter = 1; stopAfter <= 5; stopAfter++) {
      const storage = new MemoryStorage()
      const stop = new AbortController()
      let commits = 0
      const first = embedded([counter, witness], { storage, commitEvery: 2 }).runtime
      const onProgress = () => {
        if (++commits === stopAfter) stop.abort()
      }
      expect(await first.run(sourceOf(script), { signal: stop.signal, onProgress })).toBe('stopped')
      const second = embedded([counter, witness], { storage }).runtime
      expect(second.records).toBe(stopAfter * 2)
      expect(await second.run(sourceOf(script))).toBe('completed')
      expect(contents(storage)).toEqual(contents(await uninterrupted()))
    }
  })

  it('that is told to stop before it begins takes nothing', async () => {
    const { storage, runtime } = embedded([counter])
    expect(await runtime.run(sourceOf(script), { signal: AbortSignal.abort() })).toBe('stopped')
    expect(storage.topics()).toEqual([])
  })

  it('over a source without records completes and remembers the source', async () => {
    const { storage, runtime } = embedded([counter])
    expect(await runtime.run(sourceOf([]))).toBe('completed')
    expect(storage.meta('source.fingerprint')).toBe('source')
    expect(new TopicReader(storage).timeMs).toBeNull()
  })

  it('run again over the same source finds nothing left to do', async () => {
    const storage = await uninterrupted()
    const before = contents(storage)
    await embedded([counter, witness], { storage }).runtime.run(sourceOf(script))
    expect(contents(storage)).toEqual(before)
  })

  it('reports records and stream time after each commit, over all runs', async () => {
    const storage = new MemoryStorage()
    const seen: Progress[] = []
    const onProgress = (progress: Progress) => seen.push(progress)
    await embedded([counter], { storage, commitEvery: 4 }).runtime.run(sourceOf(script.slice(0, 6)), { onProgress })
    await embedded([counter], { storage, commitEvery: 4 }).runtime.run(sourceOf(script), { onProgress })
    expect(seen).toEqual([
      { records: 4, timeMs: 401 },
      { records: 6, timeMs: 801 },
      { records: 10, timeMs: 1_601 },
      { records: 12, timeMs: 2_001 },
    ])
  })

  it('that is paced is asked before each instant and commits each', async () => {
    const { storage, runtime } = embedded([counter])
    const asked: (readonly [time: number, committed: number])[] = []
    const pace = async (time: number) => {
      asked.push([time, said(storage, counts).length])
    }
    await runtime.run(sourceOf(script.slice(0, 6)), { pace })
    expect(asked).toEqual([
      [1, 0],
      [401, 2],
      [801, 4],
    ])
  })
})

describe('the order topic', () => {
  const orders = (storage: Storage) => [...new TopicReader(storage).values(orderTopic('counter'))]

  it('holds one record per task and commit, numbered across restarts, that together name every input once', async () => {
    const storage = new MemoryStorage()
    await embedded([counter], { storage, commitEvery: 4 }).runtime.run(sourceOf(script.slice(0, 6)))
    await embedded([counter], { storage, commitEvery: 4 }).runtime.run(sourceOf(script))
    expect(orders(storage).map(({ task, sequence, config_digest }) => [task, sequence, config_digest])).toEqual(
      [0, 1, 2, 3].map((sequence) => ['counter/0', sequence, 'config']),
    )
    expect(orders(storage).flatMap(({ runs }) => runs.map(({ offset, count }) => [offset, count]))).toEqual([
      [0, 4],
      [4, 2],
      [6, 4],
      [10, 2],
    ])
  })
})
