/** Streams merged into one, each record with the name of its stream. */
import { EMPTY } from 'rxjs'
import { describe, it } from 'vitest'
import { tagged } from '../../src/operators/tagged.ts'
import { marbles, operatorChecklist } from './marbles.ts'

operatorChecklist<number, { from: string; record: unknown }>('tagged', {
  make: () => (tick) => tagged({ tick, signal: EMPTY }),
  records: [
    [1, [{ from: 'tick', record: 1 }]],
    [2, [{ from: 'tick', record: 2 }]],
  ],
})

describe('tagged', () => {
  it('names the stream of each record and completes with the last stream', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const tick = cold('--a-b-|')
      const signal = cold('---c-|')
      expectObservable(tagged({ signal, tick })).toBe('--xyz-|', {
        x: { from: 'tick', record: 'a' },
        y: { from: 'signal', record: 'c' },
        z: { from: 'tick', record: 'b' },
      })
      expectSubscriptions(tick.subscriptions).toBe('^-----!')
      expectSubscriptions(signal.subscriptions).toBe('^----!')
    }))

  it('an error of one stream ends all of them', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const tick = cold('--a-b-|')
      const signal = cold('---#')
      expectObservable(tagged({ signal, tick })).toBe('--x#', { x: { from: 'tick', record: 'a' } })
      expectSubscriptions(tick.subscriptions).toBe('^--!')
    }))
})
