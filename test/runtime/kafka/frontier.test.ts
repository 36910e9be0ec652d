/** No task runs ahead of one that may still send it something, and whoever is earliest goes. */
import { expect, it } from 'vitest'
import { Frontier, type FrontierTask } from '../../../src/runtime/kafka/lane/frontier.ts'
import { topologiesForSignals } from '../../../src/topologies/index.ts'
import { counter, witness } from '../example-topologies.ts'

const NONE = Number.POSITIVE_INFINITY

function task(topology: string, timeMs: number, { depth = 0, oldestOutputMs = NONE } = {}): FrontierTask {
  return { topology, oldestOutputMs, nextInstant: () => ({ timeMs, depth }) }
}

function allowed(
  topologies: ConstructorParameters<typeof Frontier>[0],
  asking: FrontierTask,
  others: readonly FrontierTask[],
): boolean {
  const frontier = new Frontier(topologies)
  for (const one of [asking, ...others]) frontier.add(one)
  return frontier.allows(asking, asking.nextInstant())
}

const pair = [counter, witness]

it.each([
  ['has something earlier to take', task('counter', 9), false],
  ['has records it has not fetched', task('counter', Number.NEGATIVE_INFINITY), false],
  ['takes the same instant from outside', task('counter', 10), true],
  ['has something later to take', task('counter', 11), true],
  ['has nothing to take', task('counter', NONE), true],
  ['has earlier outputs to commit', task('counter', 11, { oldestOutputMs: 9 }), false],
  ['has later outputs to commit', task('counter', 12, { oldestOutputMs: 11 }), true],
])('a task that reads from another, which %s', (_, other, expected) => {
  expect(allowed(pair, task('witness', 10), [other])).toBe(expected)
})

it('an effect waits for causes of its instant', () => {
  const effect = task('witness', 10, { depth: 1 })
  expect(allowed(pair, effect, [task('counter', 10)])).toBe(false)
  expect(allowed(pair, effect, [task('counter', 11, { oldestOutputMs: 10 })])).toBe(false)
  expect(allowed(pair, task('witness', 10), [task('counter', 11, { oldestOutputMs: 10 })])).toBe(true)
})

it('nobody waits for those further down', () => {
  expect(allowed(pair, task('counter', 10), [task('witness', 1)])).toBe(true)
})

it('waits while a lane is being restored', () => {
  const frontier = new Frontier(pair)
  frontier.setOpening(1, true)
  expect(frontier.allows(task('witness', 10), { timeMs: 10, depth: 0 })).toBe(false)
  expect(frontier.allows(task('counter', 10), { timeMs: 10, depth: 0 })).toBe(true)
  frontier.setOpening(1, false)
  expect(frontier.allows(task('witness', 10), { timeMs: 10, depth: 0 })).toBe(true)
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
