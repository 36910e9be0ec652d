/** A recording goes on inside a partition; one that was cut at its end replays exactly, one without its beginning says so. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Cut, cutRun } from '../../src/recording/cut-run.ts'
import { Recording } from '../../src/recording/read-recording.ts'
import { writeRecording } from '../../src/recording/write-recording.ts'
import { replayRecording } from '../../src/replay-app.ts'
import type { RecordedRun } from '../../src/runtime/replay/recorded-run.ts'
import { temporaryFolder } from '../cli/support/ilf.ts'

const GOLDEN = join(import.meta.dirname, '../golden/embedded')
const golden = await Recording.open(GOLDEN)
const { version, source, topologies, config, configDigest } = golden.manifest
const about = { version, source, topologies, config, configDigest }
const ticks = [...golden.read('market.tick', 0)].flat()
const middleMs = ticks[Math.floor(ticks.length / 2)]!.timestamp

/** The golden run in small batches, with what is done before each batch of ticks is read. */
function watched(beforeBatch: (offset: number) => void): RecordedRun {
  return {
    schemas: golden.schemas,
    jsonDoor: golden.jsonDoor,
    isOpenEnded: false,
    fromMs: null,
    toMs: null,
    topics: golden.topics,
    partitionsOf: (topic) => golden.partitionsOf(topic),
    *read(topic, partition, fromOffset) {
      const records = [...golden.read(topic, partition, fromOffset)].flat()
      while (records.length > 0) {
        if (topic === 'market.tick') beforeBatch(records[0]!.offset)
        yield records.splice(0, 50)
      }
    },
  }
}

it('an interrupted recording goes on behind the last block that was written, and comes out the same', async () => {
  const folder = join(temporaryFolder(), 'interrupted')
  const stop = new AbortController()
  const interrupted = watched((offset) => offset > 1_000 && stop.abort())
  await expect(writeRecording({ run: interrupted, folder, about, signal: stop.signal })).rejects.toThrow()
  const offsets: number[] = []
  const { files } = await writeRecording({ run: watched((offset) => void offsets.push(offset)), folder, about })
  expect(offsets[0], 'the first offset read again').toBeGreaterThan(0)
  expect(offsets[0]).toBeLessThanOrEqual(1_050)
  expect(files).toEqual(golden.manifest.files)
  for (const { file } of files)
    expect(readFileSync(join(folder, file)).equals(readFileSync(join(GOLDEN, file))), file).toBe(true)
})

it('what is not the same recording does not go on', async () => {
  const folder = join(temporaryFolder(), 'interrupted')
  const signal = AbortSignal.abort()
  await expect(writeRecording({ run: golden, folder, about, signal })).rejects.toThrow()
  const stop = new AbortController()
  const onProgress = () => stop.abort()
  await expect(writeRecording({ run: golden, folder, about, signal: stop.signal, onProgress })).rejects.toThrow()
  const run = cutRun(golden, { to: middleMs })
  await expect(writeRecording({ run, folder, about })).rejects.toThrow('or with other options: take another --out')
})

describe('a recording that was cut', () => {
  async function recorded(cut: Cut): Promise<string> {
    const folder = join(temporaryFolder(), 'cut')
    await writeRecording({ run: cutRun(golden, cut), folder, about })
    return folder
  }

  it('at its end replays exactly', async () => {
    const { recording, comparisons, first } = await replayRecording(await recorded({ to: middleMs }))
    expect(first).toBe(null)
    for (const { topology, isByEventTime, tally, beyond } of comparisons) {
      expect({ isByEventTime, beyond, differing: tally.differing }, topology).toEqual({
        isByEventTime: false,
        beyond: 0,
        differing: 0,
      })
    }
    expect(comparisons.some(({ tally }) => tally.same > 20)).toBe(true)
    const kept = [...recording.read('market.tick', 0)].flat()
    expect(kept).toHaveLength(ticks.filter(({ timestamp }) => timestamp < middleMs).length)
  })

  it('at its beginning has no order, and keeps what compacted topics had said', async () => {
    const { recording, comparisons } = await replayRecording(await recorded({ from: middleMs }))
    expect(comparisons.every(({ isByEventTime }) => isByEventTime)).toBe(true)
    expect([...recording.read('instrument', 0)].flat().length).toBeGreaterThan(0)
    expect([...recording.read('market.tick', 0)].flat()[0]?.timestamp).toBe(middleMs)
  })

  it('to some topics has only these, and names one that is not there', async () => {
    const recording = await Recording.open(await recorded({ topics: ['ai.signal'] }))
    expect(recording.topics).toEqual(['ai.signal'])
    expect(() => cutRun(golden, { topics: ['ai.signals'] })).toThrow('no topic ai.signals: choose of account.state')
  })
})
