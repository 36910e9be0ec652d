/** Depths of topics: causes before effects. */
import { expect, it } from 'vitest'
import { topicDepths } from '../../../src/runtime/kafka/topics/depth.ts'
import { topologiesForSignals } from '../../../src/topologies/index.ts'
import { counter, witness } from '../example-topologies.ts'

it('counts the steps from outside', () => {
  expect(Object.fromEntries(topicDepths([witness, counter]))).toEqual({ words: 0, counts: 1, echoes: 2 - 1 })
  expect(topicDepths([witness]).get('counts')).toBe(0)
})

it('follows the real flow, feedback or not', () => {
  const depths = topicDepths(topologiesForSignals)
  const of = (topic: string) => depths.get(topic)
  expect(of('market.tick')).toBe(0)
  expect(of('ai.signal')).toBe(0)
  expect(of('trade.intent')).toBe(1)
  expect([...depths.values()].every(Number.isFinite)).toBe(true)
})
