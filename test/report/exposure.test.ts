import { describe, expect, it } from 'vitest'
import { dataSection } from '../../src/report/data-section.ts'
import { equityHistory } from '../../src/report/equity-curve.ts'
import { exposure } from '../../src/report/exposure.ts'
import { playedRatio } from '../../src/report/played-time.ts'
import { positionLedger } from '../../src/report/position-ledger.ts'
import { HOUR_MS, MINUTE_MS, RUN, START, summaryOf } from './fixtures.ts'
import { update } from './records.ts'

/** Two hours with ten hours of nothing between them. */
const SEGMENTS = [
  { from: START, to: START + HOUR_MS },
  { from: START + 11 * HOUR_MS, to: START + 12 * HOUR_MS },
]
const RECORDING = summaryOf({
  to: START + 12 * HOUR_MS,
  segments: SEGMENTS.map((segment) => ({ ...segment, durationMs: HOUR_MS })),
  gaps: [{ from: START + HOUR_MS, to: START + 11 * HOUR_MS, missingMinutes: 600 }],
  gapCount: 1,
})
const NOTHING_FOUND = { deadLetters: {}, unreadable: {}, timeMs: START + 12 * HOUR_MS }

function held(id: string, fromMinute: number, toMinute: number | null) {
  const openedAt = START + fromMinute * MINUTE_MS
  const opened = update({ position_id: id, opened_at: openedAt })
  if (toMinute === null) return [opened]
  const closed = {
    status: 'CLOSED',
    quantity: '0',
    realized_pnl: '0',
    event_time: START + toMinute * MINUTE_MS,
  } as const
  return [opened, update({ position_id: id, opened_at: openedAt, ...closed })]
}

describe('exposure', () => {
  it('counts recorded time once, whatever overlaps and whatever lies in a gap', () => {
    const ledger = positionLedger([
      ...held('a', 10, 40),
      ...held('b', 30, 11 * 60 + 6),
      ...held('c', 11 * 60 + 54, null),
    ])
    // 50 of the first hour's minutes, 6 and 6 of the second's.
    expect(exposure(ledger, equityHistory([]), SEGMENTS).timeRatio).toBeCloseTo(62 / 120, 12)
  })

  it('is unknown where nothing was recorded', () => {
    expect(exposure(positionLedger([]), equityHistory([]), []).timeRatio).toBeNull()
  })
})

describe('playedRatio', () => {
  it('stands still in a gap', () => {
    const hours = [-1, 0, 0.5, 1, 6, 11, 11.5, 12, 20].map((hour) => playedRatio(START + hour * HOUR_MS, SEGMENTS))
    expect(hours).toEqual([0, 0, 0.25, 0.5, 0.5, 0.5, 0.75, 1, 1])
    expect(playedRatio(START, [])).toBe(0)
  })
})

describe('dataSection', () => {
  it('describes the whole recording when all of it was played', () => {
    const data = dataSection(RECORDING, RUN, NOTHING_FOUND)
    expect(data).toMatchObject({
      played: { from: START, to: START + 12 * HOUR_MS },
      recordedMs: 2 * HOUR_MS,
      segments: SEGMENTS,
      gaps: [{ from: START + HOUR_MS, to: START + 11 * HOUR_MS }],
      traded: ['AUSDT', 'BUSDT'],
      funding: 'none',
    })
  })

  it('is cut to what was asked for', () => {
    const run = { ...RUN, from: START + 30 * MINUTE_MS, to: START + 45 * MINUTE_MS, symbols: ['BUSDT'] }
    expect(dataSection(RECORDING, run, NOTHING_FOUND)).toMatchObject({
      recordedMs: 15 * MINUTE_MS,
      gaps: [],
      traded: ['BUSDT'],
    })
  })

  it('ends where a stopped run stopped, and is empty before its first commit', () => {
    const stopped = dataSection(RECORDING, null, { ...NOTHING_FOUND, timeMs: START + 5 * MINUTE_MS - 1 })
    expect(stopped).toMatchObject({ recordedMs: 5 * MINUTE_MS, played: { to: START + 5 * MINUTE_MS } })
    expect(dataSection(RECORDING, null, { ...NOTHING_FOUND, timeMs: null })).toMatchObject({
      recordedMs: 0,
      segments: [],
    })
  })
})
