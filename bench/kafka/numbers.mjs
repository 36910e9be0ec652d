/** A topology with as many store entries as one likes: every input writes a hundred new ones. */
import { bindStep, keyValueStore, topic, topology } from 'ilf-streams'

export const ENTRIES_PER_INPUT = 100

const schema = (name) => ({
  type: 'record',
  name,
  fields: [
    { name: 'symbol', type: 'string' },
    { name: 'event_time', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'number', type: 'long' },
  ],
})
const bySymbol = ({ symbol }) => symbol
export const seeds = topic('bench.seed', schema('Seed'), bySymbol, { retentionMs: -1 })
export const sums = topic('bench.sum', schema('Sum'), bySymbol, { retentionMs: -1 })

export const numbers = topology({
  name: 'numbers',
  doc: 'writes a hundred store entries for each seed',
  config: {},
  sources: { seed: seeds },
  stores: { number: keyValueStore('number') },
  sinks: { sum: sums },
  build: ({ seed }, { stores }) => ({
    sum: seed.pipe(
      bindStep('spread', ({ key, value, traceId }) => {
        for (let i = 0; i < ENTRIES_PER_INPUT; i++)
          stores.number.set(`${key}/${value.number}/${i}`, { price: value.number + i })
        return [{ value, traceId }]
      }),
    ),
  }),
})
