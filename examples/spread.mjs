/**
 * A topology of one's own: how far the USDC twin of a market strays from its USDT market, and every time it strays
 * further than ever before. Run it with `node examples/spread.mjs` after `npm run build`.
 */
import {
  EmbeddedRuntime,
  keyValueStore,
  openStorage,
  recordingSource,
  SHIPPED_CANDLES,
  statefulMap,
  TopicReader,
  topic,
  topics,
  topology,
} from 'ilf-streams'

/** The record: one per new widest spread of a symbol. */
export const spreadTopic = topic(
  'spread',
  {
    type: 'record',
    name: 'Spread',
    namespace: 'example',
    fields: [
      { name: 'symbol', type: 'string' },
      { name: 'event_time', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'widest_ratio', type: 'double' },
    ],
  },
  ({ symbol }) => symbol,
)

/** A price older than this is no price to compare with, ms. */
const FRESH_MS = 60_000

/** `(state, tick) → [state, outputs]`: pure, so it runs the same in a test, embedded, on Kafka and in a replay. */
function widen(state = { traded: 0, tradedAt: 0, widest: 0 }, { value: tick, traceId }) {
  const { symbol, event_time, role, price } = tick
  if (role === 'TRADED') return [{ ...state, traded: price, tradedAt: event_time }, []]
  if (event_time - state.tradedAt > FRESH_MS) return [state, []]
  const ratio = Math.abs(price / state.traded - 1)
  if (ratio <= state.widest) return [state, []]
  return [{ ...state, widest: ratio }, [{ value: { symbol, event_time, widest_ratio: ratio }, traceId }]]
}

export const spread = topology({
  name: 'spread',
  doc: 'market.tick → spread: every time a twin strays further from its market than before',
  config: {},
  sources: { tick: topics.marketTick },
  stores: { widest: keyValueStore('widest') },
  sinks: { spread: spreadTopic },
  build: ({ tick }, { stores }) => ({ spread: tick.pipe(statefulMap(stores.widest, ({ key }) => key, widen)) }),
})

/** Plays a recording through the topology and gives back the widest spread of each symbol. */
export async function widestSpreads(candles = SHIPPED_CANDLES) {
  const storage = openStorage(':memory:')
  const runtime = new EmbeddedRuntime({ topologies: [spread], config: {}, configDigest: 'example', storage })
  await runtime.run(await recordingSource({ candles }))
  const widest = new Map()
  for (const { symbol, widest_ratio } of new TopicReader(storage).values(spreadTopic)) widest.set(symbol, widest_ratio)
  return [...widest].sort(([, a], [, b]) => b - a)
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const [symbol, ratio] of await widestSpreads()) console.log(`${symbol.padEnd(10)} ${(ratio * 100).toFixed(3)} %`)
}
