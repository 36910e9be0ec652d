/** Closed positions into learnt values. */
import { describe, expect, it } from 'vitest'
import { learn, reward } from '../../src/domain/sizing.ts'
import { learnSizes } from '../../src/operators/learn-sizes.ts'
import type { PositionUpdate, SizingPolicy } from '../../src/records/generated.ts'
import { topics } from '../../src/topics.ts'
import { proposed, update } from '../domain/plan/fixtures.ts'
import { input } from './inputs.ts'
import { operatorChecklist, play } from './marbles.ts'
import { BrokenStore, keyValue } from './stores.ts'

const NOW = 9_000
const DAY_MS = 86_400_000
const sizes = (store = keyValue<SizingPolicy>()) => learnSizes({ store, alpha: 0.15, now: () => NOW })
const { plan } = proposed()
const { state } = plan.sizing
const closing = (pnlRatio: number, rest: Partial<PositionUpdate> = {}) =>
  input(
    topics.positionUpdate,
    update(plan, { status: 'CLOSED', pnl_ratio: pnlRatio, duration_ms: DAY_MS, max_drawdown_ratio: 0.2, ...rest }),
    { traceId: 's1' },
  )
/** 0.3 of the margin won in a day, 0.2 down on the way: 0.3 − 0.01 − 0.1 + 0.1. */
const FIRST = 0.15 * 0.29
const learnt = (value: number, visits: number, action = 1) => ({
  traceId: 's1',
  value: { state, action, event_time: NOW, value: expect.closeTo(value, 12), visits },
})

operatorChecklist<ReturnType<typeof closing>, unknown>('learnSizes', {
  make: () => sizes(),
  makeBroken: () => sizes(new BrokenStore()),
  records: [
    [closing(0.3), [learnt(FIRST, 1)]],
    [closing(0.3, { status: 'REDUCED' }), []],
    [closing(-0.5), [learnt(FIRST + 0.15 * (-0.61 - FIRST), 2)]],
  ],
})

describe('learnSizes', () => {
  it('learns each multiplier of a state by itself and remembers in the store', () => {
    const store = keyValue<SizingPolicy>()
    const small = { sizing: { state, action: 0.5, explored: true } }
    const outputs = play(sizes(store), closing(0.3), closing(0.3, small), closing(0.3, small))
    expect(outputs.map(({ value }) => [value.action, value.visits])).toEqual([
      [1, 1],
      [0.5, 1],
      [0.5, 2],
    ])
    expect(store.keys()).toEqual([`${state}|0.5`, `${state}|1`])
    expect(store.get(`${state}|0.5`)).toEqual(outputs.at(-1)?.value)
  })

  it('counts what a record does not say as nothing', () => {
    const bare = closing(0, { pnl_ratio: null, duration_ms: null, max_drawdown_ratio: null })
    const neutral = reward({ pnlRatio: 0, daysHeld: 0, maxDrawdownRatio: 0, won: false })
    expect(play(sizes(), bare)[0]?.value.value).toBe(learn(0, neutral, 0.15))
  })

  it.each(['OPENED', 'INCREASED', 'REDUCED', 'UNKNOWN'] as const)('passes over %s', (status) => {
    expect(play(sizes(), closing(0.3, { status }))).toEqual([])
  })
})
