/** What the sizing policy has learnt. */
import { ALL_SIZING_STATES } from '../domain/sizing-state.ts'
import type { SizingPolicy } from '../records/generated.ts'

/** What one multiplier has earned in one state. */
export interface LearntRow {
  readonly state: string
  readonly multiplier: number
  /** Learnt value Q: mean reward, weighted to the newest. */
  readonly value: number
  /** Closed positions that taught it. */
  readonly visits: number
}

export interface SizingSection {
  /** States there are, and those in which something was learnt. */
  readonly states: number
  readonly statesLearnt: number
  /** Latest value of every multiplier that was tried, most visited first. */
  readonly learnt: readonly LearntRow[]
}

/** The latest record of every state and multiplier. */
export function sizingSection(policies: Iterable<SizingPolicy>): SizingSection {
  const latest = new Map<string, LearntRow>()
  for (const { state, action, value, visits } of policies) {
    latest.set(`${state}|${action}`, { state, multiplier: action, value, visits })
  }
  const learnt = [...latest.values()].sort((a, b) => b.visits - a.visits || b.value - a.value)
  return {
    states: ALL_SIZING_STATES.length,
    statesLearnt: new Set(learnt.map(({ state }) => state)).size,
    learnt,
  }
}
