/** The peer job writes on Kafka, with one member, two or three, what it writes embedded, and what an oracle says it must. */
import { beforeAll, expect, it } from 'vitest'
import { expectedIntents, summaryOf } from '../../bench/peer/oracle.mjs'
import { candles, type PeerRecord, workload } from '../../bench/peer/workload.mjs'
import { peerJoin, peerTopics } from '../../examples/peer-join/topology.mjs'
import { EmbeddedRuntime } from '../../src/runtime/embedded/embedded-runtime.ts'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import { TopicReader } from '../../src/runtime/embedded/topic-reader.ts'
import { describeKafka, type KafkaServices } from '../support/kafka-services.ts'
import { until, untilCaughtUp } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

/** Long enough for every regime window to fill, and for a while after. */
const CANDLES_PER_SYMBOL = 90
const LANES = 8
const topics = peerTopics()
const peer = peerJoin(topics)
const topicOf = ({ kind }: PeerRecord) => (kind === 'tick' ? topics.tick : topics.signal)
const sorted = (lines: readonly string[]) => [...lines].sort()

async function embedded(records: readonly PeerRecord[]): Promise<readonly string[]> {
  const storage = openStorage(':memory:')
  const runtime = new EmbeddedRuntime({ topologies: [peer], config: {}, configDigest: 'test', storage })
  const inputs = records.map((record) => ({
    topic: topicOf(record).name,
    key: record.value.symbol,
    timestamp: record.value.event_time,
    value: record.value,
    source: 'test',
  }))
  await runtime.run({ fingerprint: 'test', open: () => [inputs] })
  return [...new TopicReader(storage).records(topics.intent)].map(({ key, timestamp, value }) =>
    JSON.stringify([key, timestamp, value]),
  )
}

async function onKafka(services: KafkaServices, records: readonly PeerRecord[], members: number) {
  const workspace = new Workspace<object>(services, [peer])
  await workspace.create()
  await workspace.publish(
    records.map((record) => ({
      topic: topicOf(record),
      key: record.value.symbol,
      time: record.value.event_time,
      value: record.value,
    })),
  )
  const running = Array.from({ length: members }, () => workspace.member({ config: {} }))
  await Promise.all(running.map((member) => member.start()))
  await until('every member has lanes', () => running.every((member) => member.status().lanes.length > 0))
  // Not the first look: what was committed at that moment may be decided a moment later, and is not read before.
  await untilCaughtUp(running, LANES)
  await Promise.all(running.map((member) => member.stop()))
  const intents = await workspace.read(topics.intent.name)
  return intents.map(({ key, timestamp, value }) => ({
    line: JSON.stringify([String(key), timestamp, workspace.decode(topics.intent, value)]),
    value: workspace.decode(topics.intent, value),
  }))
}

describeKafka('the peer job', (services) => {
  const all = candles()
  const firstMs = Math.min(...all.slice(0, 1000).map(({ t }) => t))
  const slice = all.filter(({ t }) => t < firstMs + CANDLES_PER_SYMBOL * 60_000)
  const records = [...workload(slice)]
  const oracle = summaryOf(expectedIntents(slice))
  let lines: readonly string[] = []

  beforeAll(async () => {
    lines = await embedded(records)
    expect(oracle.intents).toBeGreaterThan(500)
    expect(Object.keys(oracle.regimes).length).toBeGreaterThan(3)
  })

  it.each([1, 2, 3])('writes the embedded records and the oracle’s checksums with %i members', async (members) => {
    const found = await onKafka(services, records, members)
    expect(sorted(found.map(({ line }) => line))).toEqual(sorted(lines))
    expect(summaryOf(found.map(({ value }) => value))).toEqual(oracle)
  })
})
