import { describe, expect, it } from 'vitest'
import type { SizingPolicy } from '../../../src/records/generated.ts'
import { EmbeddedRuntime } from '../../../src/runtime/embedded/embedded-runtime.ts'
import type { ExternalRecord } from '../../../src/runtime/embedded/external-source.ts'
import { MemoryStorage } from '../../../src/runtime/embedded/storage/memory-storage.ts'
import { observer } from '../../../src/runtime/observer.ts'
import { topics } from '../../../src/topics.ts'

function policy(timestamp: number, value: number): ExternalRecord {
  const record: SizingPolicy = { state: 's', action: 1, event_time: timestamp, value, visits: 1 }
  return { topic: 'sizing.policy', key: 's|1', timestamp, value: record, source: 'test' }
}

const unreadable: ExternalRecord = {
  topic: 'sizing.policy',
  key: 's|1',
  timestamp: 3,
  value: Buffer.from('no Avro'),
  source: 'test',
}

/** Runs the records, a commit after each, and tells what was seen in which order. */
async function seen(records: readonly ExternalRecord[]): Promise<readonly string[]> {
  const storage = new MemoryStorage({ retain: true })
  const runtime = new EmbeddedRuntime({ topologies: [], config: {}, configDigest: 'test', storage, commitEvery: 1 })
  const told: string[] = []
  await runtime.run(
    { fingerprint: 'test', open: () => [records] },
    {
      observers: [
        observer(topics.sizingPolicy, ({ value }) => {
          told.push(`policy ${value} with ${storage.endOffset('sizing.policy', 0)} committed`)
        }),
        observer(topics.tradeIntent, () => told.push('an intent')),
      ],
      onProgress: ({ timeMs }) => told.push(`progress ${timeMs}`),
    },
  )
  return told
}

describe('observer', () => {
  it('is shown each value of its topic after its commit and before the progress', async () => {
    expect(await seen([policy(1, 0.5), policy(2, 0.25)])).toEqual([
      'policy 0.5 with 1 committed',
      'progress 1',
      'policy 0.25 with 2 committed',
      'progress 2',
      'progress 2',
    ])
  })

  it('is not shown what cannot be read, and the run goes on', async () => {
    expect(await seen([unreadable, policy(4, 0.5)])).toEqual([
      'progress 3',
      'policy 0.5 with 2 committed',
      'progress 4',
      'progress 4',
    ])
  })
})
