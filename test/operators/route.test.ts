/** What a decider emitted, sorted to its sinks. */
import { describe, expect, it } from 'vitest'
import type { Emission } from '../../src/domain/emission.ts'
import { route } from '../../src/operators/route.ts'
import { operatorChecklist, play } from './marbles.ts'

type Emitted = Emission<'plan', number> | Emission<'decision', string>
const plan = (value: number): Emitted => ({ sink: 'plan', value, traceId: `s${value}` })
const decision = (value: string): Emitted => ({ sink: 'decision', value, traceId: null })

operatorChecklist<Emitted, { value: number; traceId: string | null }>('route', {
  make: () => route('plan'),
  records: [
    [plan(1), [{ value: 1, traceId: 's1' }]],
    [decision('no'), []],
    [plan(2), [{ value: 2, traceId: 's2' }]],
  ],
})

describe('route', () => {
  it('hands over value and trace, and nothing of the sink', () => {
    expect(play(route<Emitted, 'decision'>('decision'), plan(1), decision('no'))).toEqual([
      { value: 'no', traceId: null },
    ])
  })
})
