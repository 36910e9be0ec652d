/** A recording without any peculiarity, to build peculiar ones from. */
import type { RecordingSummary } from '../../../src/connectors/recordings/index.ts'

const HOUR_MS = 3_600_000
/** 2025-12-13 18:00 UTC. */
export const START = 1_765_648_800_000

export const SUMMARY: RecordingSummary = {
  file: '/data/some.csv',
  candles: 1200,
  from: START,
  to: START + 10 * HOUR_MS,
  segments: [{ from: START, to: START + 10 * HOUR_MS, durationMs: 10 * HOUR_MS }],
  gaps: [],
  gapCount: 0,
  marketGaps: [],
  traded: ['AUSDT', 'BUSDT'],
  reference: ['AUSDC'],
  dead: [],
  funding: 'none',
  instruments: { file: '/data/some.instruments.json', source: null, derived: [] },
  sortedInMemory: false,
  unknownColumns: [],
  problems: { total: 0, byCode: {} },
  signals: null,
}
