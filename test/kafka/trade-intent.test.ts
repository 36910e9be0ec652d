/** trade-intent, its feedback topics left empty, writes the same records on Kafka as embedded, with one member or three. */
import { beforeAll, expect, it } from 'vitest'
import type { AppConfig } from '../../src/config/config.ts'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { recordingSource, SHIPPED_CANDLES } from '../../src/connectors/recordings/index.ts'
import { EmbeddedRuntime } from '../../src/runtime/embedded/embedded-runtime.ts'
import type { ExternalRecord } from '../../src/runtime/embedded/external-source.ts'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import { TopicReader } from '../../src/runtime/embedded/topic-reader.ts'
import { topics, topicsByName } from '../../src/topics.ts'
import { aiBaseline, tradeIntent } from '../../src/topologies/index.ts'
import type { Topic } from '../../src/topology/topic.ts'
import type { Topology } from '../../src/topology/topology.ts'
import { describeKafka, type KafkaServices } from '../support/kafka-services.ts'
import { until } from './support/until.ts'
import { Workspace } from './support/workspace.ts'

const HOURS = Number(process.env.ILF_HOURS ?? 12)
const OUTPUTS: readonly Topic<unknown>[] = [topics.tradeIntent, topics.signalDecision, topics.deadLetter]
const LANES = 8

/** By topic and key, in order: what does not depend on the number of partitions. */
type Outputs = Readonly<Record<string, readonly string[]>>

async function embedded(topologies: readonly Topology<AppConfig>[], records: readonly ExternalRecord[]) {
  const storage = openStorage(':memory:')
  const runtime = new EmbeddedRuntime({ topologies, config: DEFAULT_CONFIG, configDigest: 'test', storage })
  await runtime.run({ fingerprint: 'test', open: () => [records] })
  return new TopicReader(storage)
}

async function recorded(): Promise<readonly ExternalRecord[]> {
  const { scan } = await recordingSource({ candles: SHIPPED_CANDLES })
  const source = await recordingSource({
    candles: SHIPPED_CANDLES,
    from: scan.firstTime,
    to: scan.firstTime + HOURS * 3_600_000,
  })
  const records: ExternalRecord[] = []
  for await (const batch of source.open()) records.push(...batch)
  return records.filter(({ topic }) => tradeIntent.sources.some((spec) => spec.topic.name === topic))
}

function grouped(records: readonly { topic: string; key: string; text: string }[]): Outputs {
  const groups: Record<string, string[]> = {}
  for (const { topic, key, text } of records) {
    groups[`${topic} ${key}`] ??= []
    groups[`${topic} ${key}`]!.push(text)
  }
  return groups
}

async function onKafka(services: KafkaServices, inputs: readonly ExternalRecord[], members: number): Promise<Outputs> {
  const workspace = new Workspace<AppConfig>(services, [tradeIntent])
  await workspace.create()
  await workspace.publish(
    inputs.map(({ topic, key, timestamp, value }) => ({
      topic: topicsByName.get(topic)!,
      key,
      time: timestamp,
      value,
    })),
  )
  const running = Array.from({ length: members }, () => workspace.member({ config: DEFAULT_CONFIG }))
  await Promise.all(running.map((member) => member.start()))
  let since = performance.now()
  await until('everything is taken', () => {
    const lanes = running.flatMap((member) => member.status().lanes)
    if (lanes.length !== LANES || !lanes.every(({ isCaughtUp }) => isCaughtUp)) since = performance.now()
    return performance.now() - since > 600
  })
  await Promise.all(running.map((member) => member.stop()))
  const all = []
  for (const topic of OUTPUTS) {
    for (const { key, timestamp, headers, value } of await workspace.read(topic.name)) {
      const decoded = workspace.decode(topic, value)
      all.push({ topic: topic.name, key: String(key), text: JSON.stringify([timestamp, headers, decoded], readable) })
    }
  }
  return grouped(all)
}

/** Dead letters name the offset they came from, and offsets depend on the number of partitions. */
function readable(name: string, value: unknown): unknown {
  return name === 'offset' || name === 'partition' ? undefined : value
}

describeKafka('trade-intent', (services) => {
  let inputs: readonly ExternalRecord[] = []
  let expected: Outputs = {}

  beforeAll(async () => {
    const market = await recorded()
    const signals = [...(await embedded([aiBaseline], market)).records(topics.aiSignal)].map(
      ({ key, timestamp, bytes }) => ({ key, timestamp, bytes }),
    )
    const decoded = [...(await embedded([aiBaseline], market)).values(topics.aiSignal)]
    const records = signals.map(({ key, timestamp }, i) => ({
      topic: 'ai.signal',
      key,
      timestamp,
      value: decoded[i]!,
      source: 'test',
    }))
    inputs = [...market, ...records].sort((a, b) => a.timestamp - b.timestamp)
    const reader = await embedded([tradeIntent], inputs)
    expected = grouped(
      OUTPUTS.flatMap((topic) =>
        [...reader.records(topic)].map(({ key, timestamp, headers, value }) => ({
          topic: topic.name,
          key,
          text: JSON.stringify([timestamp, headers, value], readable),
        })),
      ),
    )
    expect(Object.keys(expected).filter((name) => name.startsWith('trade.intent')).length).toBeGreaterThan(3)
  })

  it.each([1, 3])('gives the records of the embedded run with %i members', async (members) => {
    expect(await onKafka(services, inputs, members)).toEqual(expected)
  })
})
