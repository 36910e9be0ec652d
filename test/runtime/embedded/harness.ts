/** The embedded runtime over a storage in memory that outlives it: runs, restarts, and what the topics then hold. */

import type { AiSignal } from '../../../src/records/generated.ts'
import { EmbeddedRuntime } from '../../../src/runtime/embedded/embedded-runtime.ts'
import type { ExternalRecord, ExternalSource } from '../../../src/runtime/embedded/external-source.ts'
import { MemoryStorage } from '../../../src/runtime/embedded/storage/memory-storage.ts'
import type { Storage } from '../../../src/runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import type { Topic } from '../../../src/topology/topic.ts'
import type { Topology } from '../../../src/topology/topology.ts'
import { signal, words } from '../example-topologies.ts'

/** A word from outside. */
export function wordAt(time: number, reason: string, symbol = 'A'): ExternalRecord {
  return { topic: words.name, key: symbol, timestamp: time, value: signal(symbol, time, reason), source: 'test' }
}

/** A source that hands over its records in batches of `size`; an instant must not span two of them. */
export function sourceOf(
  records: readonly ExternalRecord[],
  { fingerprint = 'source', size = 2 } = {},
): ExternalSource {
  return {
    fingerprint,
    *open(skip) {
      for (let at = skip; at < records.length; at += size) yield records.slice(at, at + size)
    },
  }
}

export interface Options {
  readonly storage?: Storage
  readonly configDigest?: string
  readonly partitions?: number
  readonly commitEvery?: number
}

/** A runtime of some topologies; the storage is new unless one is given. */
export function embedded(topologies: readonly Topology<{ start: number }>[], options: Options = {}) {
  const storage = options.storage ?? new MemoryStorage()
  const runtime = new EmbeddedRuntime({ topologies, config: { start: 0 }, configDigest: 'config', storage, ...options })
  return { storage, runtime }
}

/** What the records of a topic say, in order, over all partitions. */
export function said(storage: Storage, topic: Topic<AiSignal>): readonly (string | null | undefined)[] {
  return [...new TopicReader(storage).values(topic)].map(({ reason }) => reason)
}

/** The saved entries of a store, sorted by key. */
export function saved(storage: Storage, task: string, store: string): readonly (readonly [string, string])[] {
  return [...storage.loadStore(task, store)].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The error that a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}
