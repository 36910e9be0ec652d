/** A lane's life: every state leads to its end, and nothing leads back from it. */
import { expect, it } from 'vitest'
import { nextState } from '../../../src/runtime/kafka/lane/lane-state.ts'

it('goes through fencing and restoring before it runs', () => {
  expect(nextState('fencing', 'restoring')).toBe('restoring')
  expect(nextState('restoring', 'running')).toBe('running')
  expect(() => nextState('fencing', 'running')).toThrow('cannot go from fencing to running')
  expect(() => nextState('fenced', 'running')).toThrow()
})

it('ends from every state, for good', () => {
  for (const state of ['fencing', 'restoring', 'running', 'reopening', 'fenced', 'halted'] as const)
    expect(nextState(state, 'closed')).toBe('closed')
  expect(() => nextState('closed', 'fencing')).toThrow()
})
