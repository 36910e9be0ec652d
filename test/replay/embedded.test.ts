/** What an embedded run has written comes out again, byte for byte, when its inputs are replayed in the order taken. */
import { expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { recordingSource, SHIPPED_CANDLES } from '../../src/connectors/recordings/index.ts'
import { FolderRun } from '../../src/inspect/folder-run.ts'
import { EmbeddedRuntime } from '../../src/runtime/embedded/embedded-runtime.ts'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import type { Storage } from '../../src/runtime/embedded/storage/storage.ts'
import { replayRun } from '../../src/runtime/replay/replay-run.ts'
import { topologies } from '../../src/topologies/index.ts'

const HOURS = 4
const SYMBOLS = ['ICPUSDT', 'IMXUSDT', 'METISUSDT', 'TONUSDT']

async function recorded(partitions: number): Promise<Storage> {
  const storage = openStorage(':memory:')
  const { scan } = await recordingSource({ candles: SHIPPED_CANDLES })
  const to = scan.firstTime + HOURS * 3_600_000
  const source = await recordingSource({ candles: SHIPPED_CANDLES, symbols: SYMBOLS, to })
  const config = DEFAULT_CONFIG
  await new EmbeddedRuntime({ topologies, config, configDigest: 'test', storage, partitions, commitEvery: 500 }).run(
    source,
  )
  return storage
}

/** Records whose `source` header names the topology, those of its order topic aside. */
function writtenBy(run: FolderRun, topology: string): number {
  const names = run.topics.filter((name) => !name.endsWith('.order'))
  const partitions = names.flatMap((name) =>
    Array.from({ length: run.partitionsOf(name) }, (_, p) => [name, p] as const),
  )
  return partitions
    .flatMap(([name, partition]) => [...run.read(name, partition)].flat())
    .filter(({ headers }) => headers.source === topology).length
}

it.each([1, 3])('with %i partitions every output of every topology is the same', async (partitions) => {
  const run = new FolderRun(await recorded(partitions))
  const comparisons = await replayRun({ run, topologies, config: DEFAULT_CONFIG })
  for (const [i, { tally, tasks, topology }] of comparisons.entries()) {
    expect(tally.first.slice(0, 3), topology).toEqual([])
    expect(tasks, topology).toBe(topologies[i]!.tasks === 'single' ? 1 : partitions)
    expect(tally.same, topology).toBe(writtenBy(run, topology))
    expect(tally.same, topology).toBeGreaterThan(0)
  }
})

it('a changed constant diverges, and names the input it began with', async () => {
  const run = new FolderRun(await recorded(1))
  const topology = topologies.find(({ name }) => name === 'trade-intent')!
  const config = { ...DEFAULT_CONFIG, gate: { ...DEFAULT_CONFIG.gate, threshold: 0.66 } }
  const [comparison] = await replayRun({ run, topologies: [topology], config })
  const { tally } = comparison!
  const [first] = tally.first
  expect(first?.b?.cause).toMatchObject({ topic: 'ai.signal', key: first?.a?.key })
  expect(first?.a?.headers['trace-id']).toMatch(new RegExp(`^${first?.a?.key}-5m-`))
  expect(tally.byField).toMatchObject({ threshold: tally.changed })
})

it('a record that was taken before its own time, produced by hand, comes out at the time it was taken', async () => {
  const storage = openStorage(':memory:')
  const { scan } = await recordingSource({ candles: SHIPPED_CANDLES })
  const to = scan.firstTime + 600_000
  const source = await recordingSource({ candles: SHIPPED_CANDLES, symbols: ['ICPUSDT'], to })
  const unreadable = { topic: 'ai.signal', key: 'ICPUSDT', headers: {}, value: Buffer.from([1]) }
  storage.produce([{ ...unreadable, timestamp: to + 3_600_000 }])
  const config = DEFAULT_CONFIG
  await new EmbeddedRuntime({ topologies, config, configDigest: 'test', storage, commitEvery: 5 }).run(source)
  const topology = topologies.find(({ name }) => name === 'trade-intent')!
  const [comparison] = await replayRun({ run: new FolderRun(storage), topologies: [topology], config })
  const { tally } = comparison!
  expect(tally.first).toEqual([])
  expect(tally.same, 'its dead letter').toBeGreaterThan(0)
})
