/** A recording that was made by the code of commit 6a9a418 stays readable, replayable and comparable, whatever changes. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Recording } from '../../src/recording/read-recording.ts'
import { replayRecording } from '../../src/replay-app.ts'
import { comparableRecord, decodeComparable, Fingerprints } from '../../src/runtime/replay/comparable.ts'
import { ilf, temporaryFolder } from '../cli/support/ilf.ts'

const KEPT = join(import.meta.dirname, 'kept/0.1.0-6a9a418')
const GOLDEN = join(import.meta.dirname, '../golden/embedded')

it('every record of it is read with its fields', async () => {
  const recording = await Recording.open(KEPT)
  const fingerprints = new Fingerprints(recording)
  let records = 0
  for (const topic of recording.topics) {
    for (const record of [...recording.read(topic, 0)].flat()) {
      records++
      const value = decodeComparable(comparableRecord(topic, record, fingerprints))
      expect(value, `${topic} at offset ${record.offset}`).toHaveProperty('event_time', record.timestamp)
    }
  }
  expect(records).toBe(1231)
})

it('every task of it is replayed to its end', async () => {
  const { recording, comparisons } = await replayRecording(KEPT)
  const outputs = recording.topics.filter((topic) => !topic.endsWith('.order'))
  const sources = outputs.flatMap((topic) => [...recording.read(topic, 0)].flat()).map(({ headers }) => headers.source)
  expect(comparisons).toHaveLength(7)
  // All that was recorded is compared; whether the formulas of today still give it is what the golden recordings say.
  for (const { topology, tally } of comparisons) {
    const recorded = sources.filter((source) => source === topology).length
    expect(tally.same + tally.onlyInA + tally.changed, topology).toBe(recorded)
  }
})

it('is compared with a recording of today', async () => {
  const { exitCode, stdout } = await ilf(['replay', KEPT, '--compare', GOLDEN], temporaryFolder())
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/✗ ai-baseline .*: only recorded \d+, only replayed \d+, changed \d+/)
})

it('a replay of it is written as a recording, which differs from it as the replay said', async () => {
  const cwd = temporaryFolder()
  const { exitCode, stdout } = await ilf(['replay', KEPT, '--out', 'today'], cwd)
  const diff = await ilf(['diff', KEPT, 'today'], cwd)
  expect(diff.exitCode, diff.stdout + diff.stderr).toBe(exitCode)
  const sum = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].reduce((total, [, count]) => total + Number(count!.replaceAll(',', '')), 0)
  const recording = await Recording.open(KEPT)
  const inputs = ['market.tick', 'instrument'].flatMap((topic) => [...recording.read(topic, 0)].flat()).length
  expect(sum(diff.stdout, /([\d,]+) same/g)).toBe(sum(stdout, /([\d,]+) outputs/g) + inputs)
  expect((await ilf(['replay', KEPT, '--out', 'today'], cwd)).stderr).toContain('holds a recording already')
})
