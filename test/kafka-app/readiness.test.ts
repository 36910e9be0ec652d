/** What a member says of itself: ready or why not, and a line for whatever happens to its lanes. */
import { describe, expect, it } from 'vitest'
import { LaneWatch } from '../../src/cli/kafka/lane-watch.ts'
import { readinessOf } from '../../src/kafka-app/readiness.ts'
import { STANDSTILL_MS } from '../../src/kafka-app/standstill.ts'
import type { KafkaStatus } from '../../src/runtime/kafka/kafka-runtime.ts'

type LaneState = KafkaStatus['lanes'][number]['state']

function status(state: KafkaStatus['state'], ...lanes: readonly (readonly [number, LaneState])[]): KafkaStatus {
  const all = lanes.map(([lane, one]) => ({ lane, state: one, lag: 0, isCaughtUp: true, tasks: [] }))
  return { state, lag: 0, lanes: all }
}

describe('readinessOf', () => {
  it.each([
    [status('starting'), /not joined/],
    [status('restoring', [0, 'running'], [3, 'restoring']), /not restored: lane 3 \(restoring\)/],
    [status('halted', [0, 'running'], [2, 'halted']), /halted: lane 2/],
    [status('running'), /not assigned/],
    [status('stopped', [0, 'closed']), /stopping/],
  ])('is not ready for %j', (now, reason) => {
    expect(readinessOf(now, [])).toEqual({ ready: false, reason: expect.stringMatching(reason) })
  })

  it('is ready when every lane runs', () => {
    const now = status('running', [1, 'running'], [5, 'running'])
    const standings = [{ topology: 'execution', partition: 0, standstillMs: STANDSTILL_MS - 1 }]
    expect(readinessOf(now, standings)).toEqual({ ready: true, reason: 'running lane 1, 5' })
  })

  it('is not ready when a task stands still, and says which and for how long', () => {
    const standings = [
      { topology: 'execution', partition: 0, standstillMs: 0 },
      { topology: 'trade-intent', partition: 5, standstillMs: 42_700 },
    ]
    expect(readinessOf(status('running', [0, 'running'], [5, 'running']), standings)).toEqual({
      ready: false,
      reason: 'standing still for 42 s although there are inputs: trade-intent/5',
    })
  })
})

describe('LaneWatch', () => {
  it('tells each thing once', () => {
    const watch = new LaneWatch()
    const texts = (now: KafkaStatus) => watch.see(now).map(({ level, text }) => `${level} ${text}`)
    expect(texts(status('starting'))).toEqual([])
    const restoring = status('restoring', [1, 'restoring'], [0, 'restoring'])
    expect(texts(restoring)).toEqual(['info assigned lanes 0, 1', 'info restoring lanes 0, 1'])
    expect(texts(restoring)).toEqual([])
    expect(texts(status('halted', [1, 'running'], [0, 'halted']))).toEqual([
      'info running lane 1',
      'error halted lane 0',
    ])
    expect(texts(status('running', [1, 'running']))).toEqual(['info gave up lane 0'])
  })

  it('says that it stands by where no lane is free', () => {
    const watch = new LaneWatch()
    expect(watch.see(status('running')).map(({ text }) => text)).toEqual([expect.stringContaining('standing by')])
    expect(watch.see(status('running'))).toEqual([])
  })
})
