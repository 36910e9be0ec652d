/** What a bridge says of itself: only what is new, with counts by reason and the last error. */
import { describe, expect, it } from 'vitest'
import { BridgeWatch } from '../../../src/cli/kafka/bridge-watch.ts'
import { BridgeStats } from '../../../src/connectors/ai-bridge/bridge-stats.ts'

const QUIET = { state: 'running', lanes: [], lag: 0, isCircuitOpen: false } as const

describe('the watch on a bridge', () => {
  it('says nothing while the engine answers', () => {
    const [watch, stats] = [new BridgeWatch(), new BridgeStats()]
    expect(watch.see({ ...QUIET, counts: stats.look() })).toEqual([])
    stats.count('asked')
    stats.answered(1)
    expect(watch.see({ ...QUIET, counts: stats.look() })).toEqual([])
  })

  it('says each thing once, with what is new of it', () => {
    const [watch, stats] = [new BridgeWatch(), new BridgeStats()]
    const counts = {
      ...stats.look(),
      skippedIntervals: 12,
      unreadableTicks: 2,
      fallbacks: 3,
      letters: 1,
      failures: { TIMEOUT: 2, NOT_JSON: 1 },
      lastFailure: { code: 'NOT_JSON', message: 'the answer is no JSON', symbol: 'GALAUSDT', timeMs: 1 },
    } as const
    expect(watch.see({ ...QUIET, counts }).map(({ text }) => text)).toEqual([
      'skipped 12 intervals that were too old to ask about (--max-age-ms)',
      'passed over 2 ticks that could not be read',
      'no usable answer: TIMEOUT 2, NOT_JSON 1 (the fallback spoke 3 times, 1 dead letters); last, GALAUSDT: the answer is no JSON',
    ])
    expect(watch.see({ ...QUIET, counts })).toEqual([])
    const later = { ...counts, fallbacks: 4, failures: { ...counts.failures, TIMEOUT: 3 } }
    expect(watch.see({ ...QUIET, counts: later }).map(({ text }) => text)).toEqual([
      'no usable answer: TIMEOUT 1 (the fallback spoke 1 times, 0 dead letters); last, GALAUSDT: the answer is no JSON',
    ])
  })
})
