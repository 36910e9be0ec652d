/** words ⋈ marks → pairs: a join with state whose result does not depend on timing, and inputs for it. */
import { bindStep } from '../../../src/operators/bind-step.ts'
import { tagged } from '../../../src/operators/tagged.ts'
import { topology } from '../../../src/topology/define.ts'
import { keyValueStore, windowStore } from '../../../src/topology/store.ts'
import { say, signal, signalTopic } from '../../runtime/example-topologies.ts'
import type { PublishedRecord } from './workspace.ts'

export const PARTITIONS = 4
const words = signalTopic('words', PARTITIONS)
const marks = signalTopic('marks', PARTITIONS)
export const pairsTopic = signalTopic('pairs', PARTITIONS)

/** Answers each word with its number and the mark that was last set for its symbol; keeps the last five words. */
export const pairs = topology({
  name: 'pairs',
  doc: 'joins words with the last mark of their symbol',
  config: {},
  sources: { mark: marks, word: words },
  stores: {
    mark: keyValueStore<string>('mark'),
    count: keyValueStore<number>('count'),
    last: windowStore<string>('last'),
  },
  sinks: { pair: pairsTopic },
  build: ({ mark, word }, { stores, now }) => ({
    pair: tagged({ mark, word }).pipe(
      bindStep('pair', ({ from, record }) => {
        const { key, value } = record
        if (from === 'mark') {
          stores.mark.set(key, value.reason ?? '')
          return []
        }
        const count = (stores.count.get(key) ?? 0) + 1
        stores.count.set(key, count)
        stores.last.set(key, count, value.reason ?? '')
        stores.last.keepLast(key, 5)
        return [
          say(record, now(), `${count} ${value.reason} ${stores.mark.get(key)} ${stores.last.values(key).join('|')}`),
        ]
      }),
    ),
  }),
})

/** `count` records in event time order, a third of them marks, over twenty symbols. */
export function pairInputs(count: number): readonly PublishedRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `S${(i * 7) % 20}`
    const time = 1_700_000_000_000 + i * 10
    return { topic: i % 3 === 0 ? marks : words, key, time, value: signal(key, time, String(i)) }
  })
}
