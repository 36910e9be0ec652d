/** Input for the cases: the shipped recording as encoded records, repeated in time or cloned to more symbols. */

import { DEFAULT_CONFIG } from '../../dist/config/config.js'
import { recordingSource, SHIPPED_CANDLES } from '../../dist/connectors/recordings/index.js'
import { Serde } from '../../dist/records/serde.js'
import { EmbeddedRuntime } from '../../dist/runtime/embedded/embedded-runtime.js'
import { LocalSchemas } from '../../dist/runtime/embedded/local-schemas.js'
import { openStorage } from '../../dist/runtime/embedded/storage/open-storage.js'
import { topicsByName } from '../../dist/topics.js'
import { topologies } from '../../dist/topologies/index.js'

/** A runtime with all topologies. */
export function newRuntime(storage) {
  return new EmbeddedRuntime({ topologies, config: DEFAULT_CONFIG, configDigest: 'bench', storage })
}

/** A serde with the schema ids that a new runtime gives. */
export function runtimeSerde() {
  const storage = openStorage(':memory:')
  const { dataflow } = newRuntime(storage)
  const schemas = new LocalSchemas(undefined)
  for (const logs of dataflow.logs.values()) schemas.idOf(logs[0].topic.codec)
  return new Serde(schemas)
}

/** Every record of the shipped recording, as values, one array per candle minute. */
export async function recordedBatches() {
  const source = await recordingSource({ candles: SHIPPED_CANDLES })
  const batches = []
  for await (const batch of source.open()) batches.push(batch)
  return batches
}

/** The same batches with every value in wire format. */
export function encoded(batches, serde) {
  return batches.map((batch) =>
    batch.map(({ topic, value, ...record }) => ({
      ...record,
      topic,
      value: serde.encode(topicsByName.get(topic).codec, value),
    })),
  )
}

/** A source that plays batches; `open` may be called again. */
export function sourceOf(batches, fingerprint = 'bench') {
  return { fingerprint, open: () => batches }
}

/** The first minutes of the recording cloned to `symbols` symbols, about `ticks` ticks in all. */
export function cloned(batches, symbols, ticks) {
  const traded = batches[0].filter(({ topic, value }) => topic === 'market.tick' && value.role === 'TRADED')
  const perInstant = new Set(traded.map(({ key }) => key)).size
  const clones = Math.ceil(symbols / perInstant)
  const minutes = Math.max(6, Math.round(ticks / (symbols * 4)))
  const names = new Map()
  const nameOf = (key, i) => {
    const id = `${key}${i}`
    if (!names.has(id)) names.set(id, `${String(i).padStart(4, '0')}${key}`)
    return names.get(id)
  }
  return batches.slice(0, minutes).map((batch) => {
    const instants = new Map()
    for (const record of batch) {
      if (record.topic === 'market.tick' && record.value.role !== 'TRADED') continue
      const all = instants.get(record.timestamp) ?? []
      for (let i = 0; i < clones; i++) {
        if (i * perInstant + (all.length % perInstant) >= symbols && clones > 1) continue
        const key = nameOf(record.key, i)
        all.push({ ...record, key, value: { ...record.value, symbol: key, market: record.value.market } })
      }
      instants.set(record.timestamp, all)
    }
    return [...instants.values()].flatMap((all) => all.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)))
  })
}

/** Ticks of some batches. */
export function tickCount(batches) {
  return batches.reduce((sum, batch) => sum + batch.filter(({ topic }) => topic === 'market.tick').length, 0)
}
