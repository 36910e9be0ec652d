import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { completeConfig } from '../../src/config/complete-config.ts'
import { Recording } from '../../src/recording/read-recording.ts'
import type { LocalRun, RecordedRecord } from '../../src/runtime/replay/recorded-run.ts'
import { topics } from '../../src/topics.ts'
import { externalTopics } from '../../src/what-if/external-topics.ts'
import { recordedFigures } from '../../src/what-if/recorded-figures.ts'
import { runCell } from '../../src/what-if/run-cell.ts'
import { survey } from '../../src/what-if/survey.ts'
import { startIlf } from '../cli/support/ilf.ts'

const GOLDEN = fileURLToPath(new URL('../golden/embedded/', import.meta.url))
const recording = await Recording.open(GOLDEN)
const config = completeConfig(recording.manifest.config)
const { topologies } = recording.manifest
const seen = survey(recording, externalTopics(topologies), 'golden')

/** The recording with the ticks of each batch the other way round: as an exchange that repeats itself late would give them. */
const shuffled: LocalRun = {
  schemas: recording.schemas,
  jsonDoor: recording.jsonDoor,
  isOpenEnded: recording.isOpenEnded,
  fromMs: null,
  toMs: null,
  topics: recording.topics,
  partitionsOf: (topic) => recording.partitionsOf(topic),
  *read(topic, partition): Iterable<readonly RecordedRecord[]> {
    for (const batch of recording.read(topic, partition))
      yield topic === topics.marketTick.name ? byTimeDescending(batch) : batch
  },
}

function byTimeDescending(batch: readonly RecordedRecord[]): readonly RecordedRecord[] {
  return [...batch].sort((a, b) => b.timestamp - a.timestamp || a.offset - b.offset)
}

describe('a cell', () => {
  it('without other settings comes to the recorded figures', async () => {
    const recorded = recordedFigures(recording, config, seen)
    expect(recorded.intents).toBeGreaterThan(0)
    expect(await runCell({ run: recording, survey: seen, config, topologies }, [])).toEqual(recorded)
  })

  it('trades otherwise under other settings', async () => {
    const strict = await runCell({ run: recording, survey: seen, config, topologies }, ['gate.threshold=1'])
    expect(strict).toMatchObject({ intents: 0, positions: 0, pnl: '0', winRateRatio: null })
    expect(strict?.mostRefusedFor?.reason).toBe('BELOW_THRESHOLD')
    const capped = await runCell({ run: recording, survey: seen, config, topologies }, ['leverage.cap=5'])
    expect(capped?.intents).toBeGreaterThan(0)
    expect(capped?.pnl).not.toBe(recordedFigures(recording, config, seen).pnl)
  })

  it('takes records that are not in order of time by their time', async () => {
    const other = survey(shuffled, externalTopics(topologies), 'shuffled')
    expect(other.partitions.filter(({ isSorted }) => !isSorted).map(({ topic }) => topic)).toEqual(['market.tick'])
    expect(await runCell({ run: shuffled, survey: other, config, topologies }, [])).toEqual(
      await runCell({ run: recording, survey: seen, config, topologies }, []),
    )
  })

  it('is stopped by its signal', async () => {
    const signal = AbortSignal.abort()
    expect(await runCell({ run: recording, survey: seen, config, topologies }, [], { signal })).toBeNull()
  })
})

describe('ilf what-if', () => {
  it('prints the recorded run and a row for each cell, in worker threads', async () => {
    const args = ['what-if', GOLDEN, '--set', 'gate.threshold=0.65|1', '--workers', '2']
    const { exitCode, stdout } = await startIlf(args, process.cwd()).ended
    expect(exitCode).toBe(0)
    const lines = stdout.split('\n')
    const figures = (name: string) => lines.find((line) => line.startsWith(name))?.slice('gate.threshold=0.65'.length)
    expect(figures('as recorded')).toBe(figures('gate.threshold=0.65'))
    expect(figures('gate.threshold=1')).not.toBe(figures('as recorded'))
    expect(stdout).toContain('The best of 2 cells is partly luck')
  })

  it('gives the same as JSON, and refuses a key that is none before it runs anything', async () => {
    const json = await startIlf(['what-if', GOLDEN, '--set', 'gate.threshold=1', '--json'], process.cwd()).ended
    expect(JSON.parse(json.stdout)).toMatchObject({
      isComplete: true,
      cells: [{ cell: ['gate.threshold=1'], figures: { intents: 0 } }],
    })
    const wrong = await startIlf(['what-if', GOLDEN, '--set', 'gate.treshold=1'], process.cwd()).ended
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' })
    expect(wrong.stderr).toContain('gate.treshold')
  })
})
