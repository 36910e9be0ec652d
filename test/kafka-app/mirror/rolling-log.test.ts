/** A rolling log keeps the newest records under the offsets they had, finds them by time, and bounds what lies on disk. */
import { readdirSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { RollingLog } from '../../../src/kafka-app/mirror/rolling-log.ts'
import { temporaryFolder } from '../../cli/support/ilf.ts'

const SEGMENTS = 3
const SEGMENT_RECORDS = 10

function log(): { readonly rolling: RollingLog; readonly folder: string } {
  const folder = temporaryFolder()
  const rolling = new RollingLog({ folder, topic: 't', segments: SEGMENTS, segmentRecords: SEGMENT_RECORDS })
  onTestFinished(() => rolling.close())
  return { rolling, folder }
}

/** Records from..to−1; the time of each is ten times its offset. */
const records = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    return { key: `k${from + i}`, timestamp: 10 * (from + i), headers: {}, value: Buffer.from([from + i]) }
  })
const offsets = (rolling: RollingLog, from: number, to: number) =>
  [...rolling.read(from, to)].map(({ offset }) => offset)

it('gives back what was appended, across segments', () => {
  const { rolling } = log()
  rolling.append(records(0, 7))
  rolling.append(records(7, 13))
  rolling.append(records(13, 15))
  expect(rolling.endOffset).toBe(15)
  expect(offsets(rolling, 5, 14)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13])
  expect([...rolling.read(12, 15)].map(({ key, timestamp, value }) => [key, timestamp, value?.[0]])).toEqual([
    ['k12', 120, 12],
    ['k13', 130, 13],
    ['k14', 140, 14],
  ])
})

it('drops the oldest segments, and the offsets of the others stay', async () => {
  const { rolling, folder } = log()
  for (let from = 0; from < 100; from += 5) rolling.append(records(from, from + 5))
  expect(rolling.endOffset).toBe(100)
  expect(offsets(rolling, 0, 1_000)).toEqual(Array.from({ length: 20 }, (_, i) => 80 + i))
  await rolling.close()
  expect(readdirSync(folder).sort()).toEqual(['segment-100', 'segment-80', 'segment-90'])
})

it('finds the first block of a time, and the end where nothing is that late', () => {
  const { rolling } = log()
  for (let from = 0; from < 60; from += 5) rolling.append(records(from, from + 5))
  expect(rolling.firstOffsetAt(0)).toBe(offsets(rolling, 0, 60)[0])
  const found = rolling.firstOffsetAt(520)
  expect([found <= 52, found > 45]).toEqual([true, true])
  expect(rolling.firstOffsetAt(10_000)).toBe(60)
})
