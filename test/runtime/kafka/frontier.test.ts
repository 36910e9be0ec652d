/** No task runs ahead of one that may still send it something, and whoever is earliest goes. */
import { expect, it } from 'vitest'
import { Frontier, type FrontierTask } from '../../../src/runtime/kafka/lane/frontier.ts'
import { turnOf } from '../../../src/runtime/rounds.ts'
import { topologiesForSignals } from '../../../src/topologies/index.ts'
import { counter, witness } from '../example-topologies.ts'

const NONE = Number.POSITIVE_INFINITY

interface Standing {
  readonly round?: number
  /** Event time and round of the first output that is not committed. */
  readonly output?: readonly [timeMs: number, round: number]
}

function task(topology: string, timeMs: number, { round = 0, output }: Standing = {}): FrontierTask {
  const oldestOutput = output === undefined ? NONE : turnOf(...output)
  return { topology, oldestOutput, nextTurn: () => turnOf(timeMs, round) }
}

function allowed(
  topologies: ConstructorParameters<typeof Frontier>[0],
  asking: FrontierTask,
  others: readonly FrontierTask[],
): boolean {
  const frontier = new Frontier(topologies)
  for (const one of [asking, ...others]) frontier.add(one)
  return frontier.allows(asking, asking.nextTurn())
}

const pair = [counter, witness]

it.each([
  ['has something earlier to take', task('counter', 9), false],
  ['has records it has not fetched', task('counter', Number.NEGATIVE_INFINITY), false],
  ['takes the same instant from outside', task('counter', 10), true],
  ['has something later to take', task('counter', 11), true],
  ['has nothing to take', task('counter', NONE), true],
  ['has earlier outputs to commit', task('counter', 11, { output: [9, 1] }), false],
  ['has later outputs to commit', task('counter', 12, { output: [11, 1] }), true],
])('a task that reads from another, which %s', (_, other, expected) => {
  expect(allowed(pair, task('witness', 10), [other])).toBe(expected)
})

it('within an instant it goes round by round', () => {
  const effect = task('witness', 10, { round: 2 })
  expect(allowed(pair, effect, [task('counter', 10, { round: 1 })])).toBe(false)
  expect(allowed(pair, effect, [task('counter', 10, { round: 2 })])).toBe(true)
  expect(allowed(pair, effect, [task('counter', 11, { output: [10, 2] })])).toBe(false)
  expect(allowed(pair, effect, [task('counter', 11, { output: [10, 3] })])).toBe(true)
})

it('waits for its own outputs where they may come back, but not for those of a later round', () => {
  const loop = topologiesForSignals
  expect(allowed(loop, task('execution', 10, { output: [9, 3] }), [])).toBe(false)
  expect(allowed(loop, task('execution', 10, { round: 1, output: [10, 2] }), [])).toBe(true)
  expect(allowed(pair, task('counter', 10, { output: [9, 1] }), [])).toBe(true)
})

it('nobody waits for those further down', () => {
  expect(allowed(pair, task('counter', 10), [task('witness', 1)])).toBe(true)
})

it('waits while a lane is being restored', () => {
  const frontier = new Frontier(pair)
  frontier.setOpening(1, true)
  expect(frontier.allows(task('witness', 10), turnOf(10, 0))).toBe(false)
  expect(frontier.allows(task('counter', 10), turnOf(10, 0))).toBe(true)
  frontier.setOpening(1, false)
  expect(frontier.allows(task('witness', 10), turnOf(10, 0))).toBe(true)
})

it('in the real flow, feedback and all, the earliest task may go and the others wait', () => {
  const tasks = topologiesForSignals.map(({ name }, i) => task(name, 100 - i))
  const going = tasks.filter((asking) =>
    allowed(
      topologiesForSignals,
      asking,
      tasks.filter((other) => other !== asking),
    ),
  )
  expect(going.length).toBeGreaterThan(0)
  expect(going.map(({ topology }) => topology)).not.toContain('trade-intent')
})
