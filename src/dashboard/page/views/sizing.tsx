/** What the sizing policy has learnt, state by state. */
import type { LearntRow, Sizing } from '../../protocol/learning.ts'
import { count } from '../format.ts'
import { useLive } from '../live.ts'
import { Answer, Card, toneOf } from '../parts/card.tsx'
import { type Column, Table } from '../parts/table.tsx'

const COLUMNS: readonly Column<LearntRow>[] = [
  { title: 'State', cell: ({ state }) => <code>{state}</code> },
  { title: 'Multiplier', isFigure: true, cell: ({ multiplier }) => `${multiplier}x` },
  {
    title: 'Learnt value',
    isFigure: true,
    cell: ({ value }) => <span class={toneOf(value)}>{value.toFixed(3)}</span>,
  },
  { title: 'Visits', isFigure: true, cell: ({ visits }) => count(visits) },
]

export function SizingView() {
  const loaded = useLive<Sizing>('sizing')
  return (
    <>
      <h1>Sizing</h1>
      <Answer loaded={loaded}>
        {({ states, statesLearnt, learnt }) => (
          <Card title="Learnt so far" wide note={`${count(statesLearnt)} of ${count(states)} states`}>
            <p class="dim">
              For a state of market and account the policy takes the multiplier with the highest learnt value: the mean
              reward of closed positions, the newest counting most.
            </p>
            <Table
              label="Learnt values"
              columns={COLUMNS}
              rows={learnt}
              keyOf={({ state, multiplier }) => `${state} ${multiplier}`}
              empty="Nothing yet: the first closed position teaches the first value."
            />
          </Card>
        )}
      </Answer>
    </>
  )
}
