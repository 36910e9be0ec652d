/** What a topology has not committed yet, from what groups have committed and where partitions end. */
import { expect, it } from 'vitest'
import { lagsOf } from '../../../src/kafka-app/mirror/group-lag.ts'

const at = (topic: string, partition: number, offset: number, ...readers: string[]) => {
  return { topic, partition, offset, readers }
}

it('sums the partitions of every reader, and takes none below zero', () => {
  const committed = [
    at('market.tick', 0, 90, 'ai-baseline', 'trade-intent'),
    at('market.tick', 1, 100, 'ai-baseline', 'trade-intent'),
    at('ai.signal', 0, 7, 'trade-intent'),
    // Committed after the end was heard.
    at('order.command', 0, 12, 'paper-exchange'),
  ]
  const ends = new Map([
    ['market.tick/0', 100],
    ['market.tick/1', 103],
    ['ai.signal/0', 8],
    ['order.command/0', 10],
  ])
  expect(Object.fromEntries(lagsOf(committed, ends))).toEqual({
    'ai-baseline': 13,
    'trade-intent': 14,
    'paper-exchange': 0,
  })
})

it('counts nothing of a partition whose end is not known yet, and leaves out who never committed', () => {
  expect([...lagsOf([at('market.tick', 0, 5, 'execution')], new Map())]).toEqual([['execution', 0]])
  expect([...lagsOf([], new Map([['market.tick/0', 5]]))]).toEqual([])
})
