import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openReader } from '../../../src/app.ts'
import { FolderRun } from '../../../src/inspect/folder-run.ts'
import { PLAIN } from '../../../src/inspect/style.ts'
import { verificationLines } from '../../../src/inspect/verify/print.ts'
import { verify, verifyRecorded } from '../../../src/inspect/verify/verify.ts'
import { openStorage } from '../../../src/runtime/embedded/storage/open-storage.ts'
import { TopicReader } from '../../../src/runtime/embedded/topic-reader.ts'
import { topics } from '../../../src/topics.ts'
import { changed, playHandSignals, temporaryFolder } from '../slice.ts'
import { failing, fallingRun, verified } from './verified.ts'

const reader = fallingRun()

describe('verify', () => {
  it('passes on a run, and counts what it saw', () => {
    const found = verified(reader())
    expect(failing(reader())).toEqual([])
    const counts = Object.fromEntries(found.checks.map(({ name, counts }) => [name, counts]))
    expect(counts['signal-decisions']?.signals).toBe(reader().count('ai.signal'))
    expect(counts['intent-endings']?.intents).toBe(reader().count('trade.intent'))
    expect(counts['fill-quantities']?.takeProfits).toBeGreaterThan(0)
    expect(counts.stops?.positions).toBeGreaterThan(10)
    expect(found.records).toBeGreaterThan(1_000)
  })

  it('passes on longs, a CLOSE signal and a repeated signal id', async () => {
    const data = join(temporaryFolder(), 'hand')
    await playHandSignals(data)
    const hand = openReader(data)
    expect([...hand.values(topics.positionUpdate)].some(({ side }) => side === 'LONG')).toBe(true)
    expect(failing(hand)).toEqual([])
    await hand.storage.close()
  })

  it('has nothing to say where nothing was recorded', () => {
    expect(verify(new TopicReader(openStorage(':memory:')))).toBeNull()
  })
})

describe('verify of a recording', () => {
  it('finds in a recording what it finds in the folder that was recorded', () => {
    const recorded = (source: TopicReader) => verifyRecorded(new FolderRun(source.storage))
    expect(recorded(reader())?.checks).toEqual(verified(reader()).checks)
    const undecided = changed(reader(), topics.signalDecision, () => [])
    expect(recorded(undecided)?.checks).toEqual(verified(undecided).checks)
    expect(recorded(undecided)?.passed).toBe(false)
  })

  it('has nothing to say where nothing was recorded', () => {
    expect(verifyRecorded(new FolderRun(openStorage(':memory:')))).toBeNull()
  })
})

describe('what is printed', () => {
  it('is a line a check, with the first findings and how many more', () => {
    const lines = verificationLines(verified(changed(reader(), topics.signalDecision, () => [])), PLAIN)
    const total = reader().count('ai.signal')
    expect(lines.filter((line) => /^[✓✗] /.test(line))).toHaveLength(10)
    expect(lines.filter((line) => line.endsWith('a signal without a decision'))).toHaveLength(10)
    expect(lines).toContain(`    and ${total - 10} more`)
    expect(lines.find((line) => line.endsWith('a signal without a decision'))).toMatch(
      /^ {4}ai\.signal\[0\]@0 {2}signal \S+ {2}/,
    )
    expect(lines.at(-1)).toMatch(/^2 of 10 checks failed/)
  })
})
