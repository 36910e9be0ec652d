import { describe, expect, it } from 'vitest'
import { Meter, type MeterOptions } from '../../../src/cli/run/meter.ts'
import { clock } from '../../../src/cli/run/progress-bar.ts'
import type { RecordingSummary } from '../../../src/connectors/recordings/index.ts'
import { SUMMARY } from './summary.ts'

/** Two stretches of a minute each, ten minutes apart. */
const summary: RecordingSummary = {
  ...SUMMARY,
  segments: [
    { from: 0, to: 60_000, durationMs: 60_000 },
    { from: 660_000, to: 720_000, durationMs: 60_000 },
  ],
}

function meterAt(options: Partial<MeterOptions> & { readonly resumedAt?: number } = {}) {
  let nowMs = 0
  const { resumedAt = 0, from, to } = options
  const meter = new Meter({ run: { summary, resumedAt }, from, to, now: () => nowMs })
  return {
    meter,
    wait(durationMs: number) {
      nowMs += durationMs
    },
  }
}

describe('Meter', () => {
  it('counts recorded time, so that a gap takes no room', () => {
    const { meter } = meterAt()
    expect(meter.read({ records: 1, timeMs: 30_000 }).ratio).toBe(0.25)
    expect(meter.read({ records: 2, timeMs: 300_000 }).ratio).toBe(0.5)
    expect(meter.read({ records: 3, timeMs: 690_000 }).ratio).toBe(0.75)
  })

  it('measures against the time range that is played', () => {
    const { meter } = meterAt({ from: 30_000, to: 690_000 })
    expect(meter.read({ records: 1, timeMs: 60_000 }).ratio).toBe(0.5)
  })

  it('tells the rate of this run, without what earlier runs took', () => {
    const { meter, wait } = meterAt({ resumedAt: 1_000 })
    wait(2_000)
    expect(meter.read({ records: 1_500, timeMs: 30_000 }).recordsPerSecond).toBe(250)
    expect(meter.pace).toEqual({ takenRecords: 500, elapsedMs: 2_000, recordsPerSecond: 250 })
  })

  it('tells the time left once it has seen some progress', () => {
    const { meter, wait } = meterAt()
    wait(1_000)
    expect(meter.read({ records: 1, timeMs: 0 }).leftMs).toBeNull()
    wait(1_000)
    expect(meter.read({ records: 2, timeMs: 60_000 }).leftMs).toBe(2_000)
  })

  it('has no rate before any time has passed', () => {
    expect(meterAt().meter.pace.recordsPerSecond).toBe(0)
  })

  it('tells the account once it has seen it', () => {
    const { meter } = meterAt()
    expect(meter.read({ records: 1, timeMs: 1 }).account).toBe('')
    meter.see({
      account: 'paper',
      event_time: 1,
      balance: '10000',
      equity: '9951.2',
      margin_used: '0',
      margin_utilisation_ratio: 0,
      exposure_ratio: 0,
      notional_ratio: 0,
      open_positions: 4,
      closed_positions: 31,
      pnl_trend: 0,
      loss_streak: 0,
      drawdown_ratio: 0,
      mode: 'ACTIVE',
    })
    expect(meter.read({ records: 1, timeMs: 1 }).account).toBe('4 open · 31 closed · equity 9,951.20')
  })
})

describe('clock', () => {
  it.each([
    [0, '0:00'],
    [6_100, '0:07'],
    [760_000, '12:40'],
    [11_100_000, '3:05:00'],
  ])('shows %d ms as %s', (durationMs, text) => {
    expect(clock(durationMs)).toBe(text)
  })
})
