// Plays a slice of the shipped recording into the deployed topics: the past at once, the rest at a pace, as a live feed
// would. Loaded at once, the members would run through the ticks long before the signals on them are written.
import { setTimeout as sleep } from 'node:timers/promises'
import { recordingSource, SHIPPED_CANDLES } from '../../dist/connectors/recordings/index.js'
import { loadRecording } from '../../dist/kafka-app/load-recording.js'
import { Serde } from '../../dist/records/serde.js'
import { KafkaSchemas } from '../../dist/runtime/kafka/registry/kafka-schemas.js'
import { RegistryClient } from '../../dist/runtime/kafka/registry/registry-client.js'
import { topicsByName } from '../../dist/topics.js'

const NOTHING_THERE = { has: () => false, records: 0 }
const SLICE_MS = 250

/** Ids of the deployed registry, for writing and for reading back. */
export async function deployedSchemas({ registryUrl }) {
  const schemas = new KafkaSchemas({
    client: new RegistryClient({ url: registryUrl }),
    topicPrefix: '',
    signal: AbortSignal.timeout(60_000),
    onError: (error) => console.error(error.message),
  })
  await schemas.register([...topicsByName.values()])
  return schemas
}

/** The records of the recording up to a time, in their order. */
export async function recordedUpTo(endMs) {
  const source = await recordingSource({ candles: SHIPPED_CANDLES, to: endMs })
  const records = []
  for await (const batch of source.open()) records.push(...batch)
  return { source, records }
}

/**
 * Publishes records, those before `pacedFromMs` at once.
 *
 * @param speed seconds of event time a second
 * @param onTime told the event time reached, ms, some times a second; event time stands still until it is done
 */
export async function play(records, { deployment, schemas, pacedFromMs, speed, onTime }) {
  const options = {
    cluster: { brokers: [deployment.broker], topicPrefix: '' },
    serde: new Serde(schemas),
    partitionsOf: (topic) => topicsByName.get(topic).partitions,
    already: NOTHING_THERE,
  }
  await loadRecording([records.filter(({ timestamp }) => timestamp < pacedFromMs)], options)
  const paced = records.filter(({ timestamp }) => timestamp >= pacedFromMs)
  let reachedMs = pacedFromMs
  for (let at = 0; at < paced.length; ) {
    const sinceMs = performance.now()
    await sleep(SLICE_MS)
    reachedMs += (performance.now() - sinceMs) * speed
    const from = at
    while (at < paced.length && paced[at].timestamp <= reachedMs) at++
    if (at > from) await loadRecording([paced.slice(from, at)], options)
    await onTime(reachedMs)
  }
}
