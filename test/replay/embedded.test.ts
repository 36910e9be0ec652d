/** What an embedded run has written comes out again, byte for byte, when its inputs are replayed in the order taken. */
import { expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { recordingSource, SHIPPED_CANDLES } from '../../src/connectors/recordings/index.ts'
import { FolderRun } from '../../src/inspect/folder-run.ts'
import { EmbeddedRuntime } from '../../src/runtime/embedded/embedded-runtime.ts'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import type { Storage } from '../../src/runtime/embedded/storage/storage.ts'
import { replayTopology } from '../../src/runtime/replay/replay-topology.ts'
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

it.each([1, 3])('with %i partitions every output of every topology is the same', async (partitions) => {
  const run = new FolderRun(await recorded(partitions))
  for (const topology of topologies) {
    const { same, divergences, tasks } = await replayTopology({ run, topology, config: DEFAULT_CONFIG })
    expect(divergences.slice(0, 3), topology.name).toEqual([])
    expect(tasks, topology.name).toBe(topology.tasks === 'single' ? 1 : partitions)
    expect(same, topology.name).toBeGreaterThan(0)
  }
})

it('a changed constant diverges, and names the input it began with', async () => {
  const run = new FolderRun(await recorded(1))
  const topology = topologies.find(({ name }) => name === 'trade-intent')!
  const config = { ...DEFAULT_CONFIG, gate: { ...DEFAULT_CONFIG.gate, threshold: 0.66 } }
  const { divergences } = await replayTopology({ run, topology, config })
  const [first] = divergences
  expect(first?.replayed?.cause).toMatchObject({ topic: 'ai.signal', key: first?.recorded?.key })
  expect(first?.recorded?.headers['trace-id']).toMatch(new RegExp(`^${first?.recorded?.key}-5m-`))
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
  const { same, divergences } = await replayTopology({ run: new FolderRun(storage), topology, config })
  expect(divergences).toEqual([])
  expect(same, 'its dead letter').toBeGreaterThan(0)
})
