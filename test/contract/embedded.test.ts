/** The driver contract on the embedded driver, in memory and on LMDB. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { EmbeddedRuntime } from '../../src/runtime/embedded/embedded-runtime.ts'
import type { ExternalSource } from '../../src/runtime/embedded/external-source.ts'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import type { Storage } from '../../src/runtime/embedded/storage/storage.ts'
import { TopicReader } from '../../src/runtime/embedded/topic-reader.ts'
import type { Topic } from '../../src/topology/topic.ts'
import { type ContractResult, type ContractRun, driverContract, type ReadBack } from './driver.ts'

class Crash extends Error {}

/** Plays the inputs; after `crashAfter` of them it throws, which is what a dying process looks like from inside. */
function sourceOf({ inputs }: ContractRun, crashAfter: number): ExternalSource {
  const instants = new Map<number, typeof inputs>()
  for (const input of inputs) instants.set(input.time, [...(instants.get(input.time) ?? []), input])
  const records = inputs.map(({ topic, key, time, value }) => ({
    topic: topic.name,
    key,
    timestamp: time,
    value,
    source: 'test',
  }))
  return {
    fingerprint: 'contract',
    *open(skipRecords) {
      let taken = 0
      for (const time of instants.keys()) {
        const batch = records.filter(({ timestamp }) => timestamp === time)
        taken += batch.length
        if (taken > skipRecords) yield batch
        if (taken - skipRecords >= crashAfter) throw new Crash()
      }
    },
  }
}

async function runOn(open: () => Storage, contract: ContractRun): Promise<ContractResult> {
  const { crashEvery = Number.POSITIVE_INFINITY, topologies, partitions = 1 } = contract
  for (;;) {
    const storage = open()
    const runtime = new EmbeddedRuntime({
      topologies,
      config: { start: 0 },
      configDigest: 'c',
      storage,
      partitions,
      commitEvery: 5,
    })
    try {
      await runtime.run(sourceOf(contract, crashEvery))
      const reader = new TopicReader(storage)
      return { read: <V>(topic: Topic<V>) => readBack<V>(reader, topic) }
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      if (openFolders.size > 0) await storage.close()
    }
  }
}

function readBack<V>(reader: TopicReader, topic: Topic<V>): readonly ReadBack<V>[] {
  return [...reader.records(topic)].map(({ key, timestamp, headers, value, error }) => {
    if (error !== null) throw error
    return { key, timestamp, traceId: headers['trace-id'] ?? null, value }
  })
}

const openFolders = new Set<string>()

afterAll(() => {
  for (const folder of openFolders) rmSync(folder, { recursive: true, force: true })
})

driverContract({
  name: 'embedded, in memory',
  run: (contract) => {
    const storage = openStorage(':memory:')
    return runOn(() => storage, contract)
  },
})

driverContract({
  name: 'embedded, on LMDB',
  run: async (contract) => {
    const folder = mkdtempSync(join(tmpdir(), 'ilf-contract-'))
    openFolders.add(folder)
    return runOn(() => openStorage(folder), contract)
  },
})
