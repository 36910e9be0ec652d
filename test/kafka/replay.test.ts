/** A run of three members with kills in it, taken from the cluster and replayed offline: every output byte is the same. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { recordingSource, SHIPPED_CANDLES } from '../../src/connectors/recordings/index.ts'
import { seededRandom } from '../../src/domain/rng.ts'
import { ClusterRun } from '../../src/kafka-app/cluster-run.ts'
import { KafkaSchemas } from '../../src/runtime/kafka/registry/kafka-schemas.ts'
import { RegistryClient } from '../../src/runtime/kafka/registry/registry-client.ts'
import { replayTopology } from '../../src/runtime/replay/replay-topology.ts'
import { orderTopic, topics, topicsByName } from '../../src/topics.ts'
import { topologies } from '../../src/topologies/index.ts'
import { SLICE } from '../cli/support/ilf.ts'
import { describeKafka } from '../support/kafka-services.ts'
import { until } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

const PARTITIONS = 3
const KILLS = 4
const SEED = process.env.ILF_SEED ?? String(process.pid)

async function inputs() {
  const [, symbols = '', , to = ''] = SLICE
  const source = await recordingSource({
    candles: SHIPPED_CANDLES,
    symbols: symbols.split(','),
    to: Date.parse(`${to}Z`),
  })
  const records = []
  for await (const batch of source.open()) records.push(...batch)
  return records.map(({ topic, key, timestamp, value }) => ({
    topic: topicsByName.get(topic)!,
    key,
    time: timestamp,
    value,
  }))
}

describeKafka('a run of three members with kills and rebalances in it', (services) => {
  it('comes out of its order topics again, every output of every topology', async () => {
    const random = seededRandom(`replay ${SEED}`)
    const group = topologies.map((topology) => withPartitions(topology, PARTITIONS))
    const workspace = new Workspace(services, group)
    await workspace.create()
    await workspace.publish(await inputs())
    const start = async () => {
      const member = workspace.member({ config: DEFAULT_CONFIG })
      await member.start()
      return member
    }
    const members = await Promise.all([start(), start(), start()])
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(200 + 600 * random())
      const [gone] = members.splice(Math.floor(random() * members.length), 1)
      await (random() < 0.5 ? gone!.abandon() : gone!.stop())
      members.push(await start())
    }
    let since = performance.now()
    await until(`ILF_SEED=${SEED}: everything is taken`, () => {
      const lanes = members.flatMap((member) => member.status().lanes)
      if (lanes.length !== PARTITIONS || !lanes.every(({ isCaughtUp }) => isCaughtUp)) since = performance.now()
      return performance.now() - since > 1_000
    })
    await Promise.all(members.map((member) => member.stop()))

    const { topicPrefix, cluster } = workspace
    const client = new RegistryClient({ url: services.registryUrl })
    const schemas = new KafkaSchemas({
      client,
      topicPrefix,
      onError: () => undefined,
      signal: AbortSignal.timeout(60_000),
    })
    const names = [...Object.values(topics), ...group.map(({ name }) => orderTopic(name))].map(({ name }) => name)
    const present = new Set(
      group.flatMap(({ sources, sinks }) => [...sources, ...sinks].map(({ topic }) => topic.name)),
    )
    const wanted = names.filter((name) => present.has(name) || name.endsWith('.order') || name === 'dead.letter')
    const run = await ClusterRun.open({ cluster, schemas, topics: wanted, jsonDoor: new Set() })
    try {
      for (const topology of group) {
        const { same, divergences } = await replayTopology({ run, topology, config: DEFAULT_CONFIG })
        expect(divergences.slice(0, 3), `ILF_SEED=${SEED}: ${topology.name}`).toEqual([])
        expect(same, topology.name).toBeGreaterThan(0)
      }
    } finally {
      await run.close()
    }
  })
})
