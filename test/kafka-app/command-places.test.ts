/** Which commands of a partition are done, over restarts, in whatever order they end. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CommandPlaces } from '../../src/kafka-app/gateway/command-places.ts'

test('the offset stays at the first command that is not done, and the others behind it are remembered', () => {
  const places = new CommandPlaces(2, 100)
  for (const offset of [101, 103, 104]) places.finish(offset)
  expect(places.committed).toEqual({ partition: 2, offset: 100, words: ['gateway', '1', '3', '4'] })
  places.finish(100)
  expect(places.committed).toEqual({ partition: 2, offset: 102, words: ['gateway', '1', '2'] })
})

test('not more than 256 are taken past one that is not done, so that what is kept stays small', () => {
  const places = new CommandPlaces(0, 10)
  expect([places.mayTake(265), places.mayTake(266)]).toEqual([true, false])
  for (let offset = 11; offset < 266; offset += 1) places.finish(offset)
  expect(places.committed.words.join(' ').length).toBeLessThan(1_024)
  places.finish(10)
  expect([places.first, places.mayTake(266)]).toEqual([266, true])
})

test('a restart anywhere knows what was done', () => {
  const order = fc.shuffledSubarray([...Array(60).keys()], { minLength: 0, maxLength: 60 })
  fc.assert(
    fc.property(order, fc.nat(60), (finished, restartAt) => {
      let places = new CommandPlaces(0, 0)
      for (const [index, offset] of finished.entries()) {
        if (index === restartAt) places = restarted(places)
        places.finish(offset)
      }
      const done = new Set(finished)
      for (let offset = 0; offset < 60; offset += 1) {
        expect(restarted(places).isDone(offset)).toBe(done.has(offset))
      }
    }),
  )
})

function restarted({ committed: { partition, offset, words } }: CommandPlaces): CommandPlaces {
  return new CommandPlaces(partition, offset, words)
}
