/** words, rules → tallies: per-symbol state, a broadcast source and punctuations, all of which a rebuild must get right. */
import { merge } from 'rxjs'
import { bindStep } from '../../../src/operators/bind-step.ts'
import { tagged } from '../../../src/operators/tagged.ts'
import { topology } from '../../../src/topology/define.ts'
import { keyValueStore } from '../../../src/topology/store.ts'
import { broadcast } from '../../../src/topology/topology.ts'
import { signal, signalTopic } from '../../runtime/example-topologies.ts'
import type { PublishedRecord } from './workspace.ts'

const words = signalTopic('words')
const rules = signalTopic('rules')
export const tallies = signalTopic('tallies')

/** Numbers the words of each symbol under the newest rule, and at every full second says which symbols had new ones. */
export function tally(storeVersion = 1) {
  return topology({
    name: 'tally',
    doc: 'numbers words, and sums them up every second',
    config: {},
    punctuateEveryMs: 1_000,
    sources: { rule: broadcast(rules), word: words },
    stores: {
      rule: keyValueStore<string>('rule'),
      count: keyValueStore<number>('count', { version: storeVersion }),
      fresh: keyValueStore<number>('fresh'),
    },
    sinks: { tally: tallies },
    build: ({ rule, word }, { stores, now, punctuation }) => ({
      tally: merge(
        tagged({ rule, word }).pipe(
          bindStep('count', ({ from, record: { key, value, traceId } }) => {
            if (from === 'rule') {
              stores.rule.set('newest', value.reason ?? '')
              return []
            }
            const count = (stores.count.get(key) ?? 0) + 1
            stores.count.set(key, count)
            stores.fresh.set(key, (stores.fresh.get(key) ?? 0) + 1)
            return [{ value: signal(key, now(), `${count} under ${stores.rule.get('newest')}`), traceId }]
          }),
        ),
        punctuation.pipe(
          bindStep('sum', (timeMs) =>
            stores.fresh.keys().map((key) => {
              const fresh = stores.fresh.get(key)
              stores.fresh.delete(key)
              return { value: signal(key, timeMs, `${fresh} new by ${timeMs}`), traceId: null }
            }),
          ),
        ),
      ),
    }),
  })
}

/** Words of thirty symbols every 10 ms and a rule every 70, from one time up to another; both ms. */
export function tallyInputs(fromMs: number, toMs: number): readonly PublishedRecord[] {
  const inputs: PublishedRecord[] = []
  for (let time = fromMs; time < toMs; time += 10) {
    const key = `S${(time / 10) % 30}`
    inputs.push({ topic: words, key, time, value: signal(key, time, 'word') })
    if (time % 70 === 0) inputs.push({ topic: rules, key: 'R', time, value: signal('R', time, `rule ${time}`) })
  }
  return inputs
}

/** A last word of every symbol, so that every task comes to the same time however the symbols are shared out. */
export function lastWords(time: number): readonly PublishedRecord[] {
  return Array.from({ length: 30 }, (_, i) => {
    return { topic: words, key: `S${i}`, time, value: signal(`S${i}`, time, 'last') }
  })
}
