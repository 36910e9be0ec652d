/** Replay without a broker: inputs that are no more, instants whose records lie in another order, punctuations of several tasks. */
import { describe, expect, it } from 'vitest'
import type { OrderRun } from '../../../src/records/generated.ts'
import { Serde } from '../../../src/records/serde.ts'
import { LocalSchemas } from '../../../src/runtime/embedded/local-schemas.ts'
import { KafkaRecord } from '../../../src/runtime/kafka/reading/kafka-record.ts'
import type { PartitionCursor } from '../../../src/runtime/kafka/rebuild/partition-cursor.ts'
import { replay } from '../../../src/runtime/kafka/rebuild/replay.ts'
import { orderTopic } from '../../../src/topics.ts'
import type { Topology } from '../../../src/topology/topology.ts'
import { tally } from '../../kafka/support/tally.ts'
import { signal } from '../example-topologies.ts'

const serde = new Serde(new LocalSchemas(undefined))
const RULE = 0
const WORD = 1
const run = (source: number, partition: number, offset: number, count = 1): OrderRun => {
  return { source, partition, offset, count }
}
const punctuation = (timeMs: number) => run(-1, -1, timeMs)

/** A partition from its records' keys and times; the offset is the place in the list, null leaves one out. */
type Lying = readonly (readonly [key: string, time: number] | null)[]

async function replayed(
  tasks: Readonly<Record<number, readonly OrderRun[]>>,
  partitions: Readonly<Record<string, Lying>>,
  { count = 1, isSameCount = true, cleanup = 'delete' as 'delete' | 'compact' } = {},
) {
  const declared: Topology<object> = tally()
  const topology = {
    ...declared,
    sources: declared.sources.map((source) => ({ ...source, topic: { ...source.topic, cleanup } })),
  }
  const stretches = Object.entries(tasks).map(([task, runs]) => {
    const order = { task: `tally/${task}`, event_time: 0, sequence: 0, config_digest: '', runs }
    return [Number(task), [{ sequence: 0, bytes: serde.encode(orderTopic('tally').codec, order) }]] as const
  })
  const history = { tasks: new Map(stretches), reachedMs: new Map<number, number>(), nextSequence: 1, hasGap: false }
  const cursor = (topic: string, partition: number) => {
    const lying = partitions[`${topic}/${partition}`] ?? []
    return {
      at: async (offset: number) => {
        const found = lying[offset]
        if (found === null || found === undefined) return null
        const value = serde.encode(topology.sources[0]!.topic.codec, signal(found[0], found[1], `r${found[1]}`))
        const raw = { offset, timestamp: found[1], key: Buffer.from(found[0]), value, traceId: null, round: 0 }
        return new KafkaRecord(topic, partition, raw, 0)
      },
      take: () => undefined,
    } as unknown as PartitionCursor
  }
  const result = await replay({
    topology,
    config: {},
    serde,
    history,
    tasks: count,
    isSameCount,
    written: new Set(['tallies']),
    reachedMs: new Map(Object.keys(tasks).map((task) => [Number(task), 10_000])),
    cursor,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  })
  const entries = result.tasks.map(({ task, positions, nextSequence: sequence }) =>
    task.changelog({ sequence, tasks: count, configDigest: '', positions }).map(({ key, value }) => `${key}=${value}`),
  )
  return { ...result, entries, positions: result.tasks[0]!.positions }
}

describe('replay', () => {
  it('takes the records of an instant in the order taken, not in that of their offsets', async () => {
    const { entries, inputs, positions } = await replayed(
      { 0: [run(WORD, 0, 1), run(WORD, 0, 0), run(WORD, 0, 2)] },
      {
        'words/0': [
          ['B', 5],
          ['A', 5],
          ['A', 6],
        ],
      },
    )
    expect(inputs).toBe(3)
    expect(positions).toEqual({ words: { 0: 3 } })
    expect(entries[0]).toEqual(expect.arrayContaining(['count/A=2', 'count/B=1']))
  })

  it('leaves out what compaction has removed, and counts it', async () => {
    const { compacted, inputs, entries } = await replayed(
      { 0: [run(RULE, 0, 0, 2), run(WORD, 0, 0)] },
      { 'rules/0': [null, ['R', 2]], 'words/0': [['A', 3]] },
      { cleanup: 'compact' },
    )
    expect({ compacted, inputs }).toEqual({ compacted: 1, inputs: 2 })
    expect(entries[0]).toContain('rule/newest="r2"')
  })

  it('refuses where an input of an uncompacted topic is gone', async () => {
    const gone = replayed({ 0: [run(WORD, 0, 0, 2)] }, { 'words/0': [['A', 1], null] })
    await expect(gone).rejects.toMatchObject({ code: 'INPUT_GONE', message: expect.stringContaining('at offset 1') })
  })

  it('refuses an order that names a source the topology does not have', async () => {
    await expect(replayed({ 0: [run(7, 0, 0)] }, {})).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' })
  })

  it('gives a broadcast record that several tasks took to each new task once, and wakes each once', async () => {
    const history = { 0: [run(RULE, 0, 0), run(WORD, 0, 0), punctuation(1_000)], 1: [run(RULE, 0, 0), run(WORD, 1, 0)] }
    const { inputs, entries, tasks } = await replayed(
      history,
      { 'rules/0': [['R', 1]], 'words/0': [['S0', 2]], 'words/1': [['S1', 3]] },
      { count: 3, isSameCount: false },
    )
    expect(inputs).toBe(3)
    expect(entries.flat().filter((entry) => entry.startsWith('count/'))).toEqual(['count/S0=1', 'count/S1=1'])
    // Woken at the full second: nothing is fresh any more. Their tasks had come further, so nothing is left to write.
    expect(entries.flat().filter((entry) => entry.startsWith('fresh/'))).toEqual([])
    expect(tasks.flatMap(({ task }) => task.unwritten)).toEqual([])
  })
})
