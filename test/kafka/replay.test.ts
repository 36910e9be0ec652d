/** A run of three members with kills in it, recorded from the cluster and replayed offline: every output byte is the same. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { configDigest } from '../../src/app.ts'
import { divergenceLines } from '../../src/cli/replay/print.ts'
import { DEFAULT_CONFIG } from '../../src/config/config.ts'
import { recordingSource, SHIPPED_CANDLES } from '../../src/connectors/recordings/index.ts'
import { seededRandom } from '../../src/domain/rng.ts'
import { replayRecording } from '../../src/replay-app.ts'
import { topicsByName } from '../../src/topics.ts'
import { topologies } from '../../src/topologies/index.ts'
import { ilf, SLICE, temporaryFolder } from '../cli/support/ilf.ts'
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
      const member = workspace.member({ config: DEFAULT_CONFIG, configDigest: configDigest(DEFAULT_CONFIG) })
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

    const folder = join(temporaryFolder(), 'kafka')
    const cluster = ['--kafka', services.brokers.join(','), '--registry', services.registryUrl]
    const record = ['record', ...cluster, '--topic-prefix', workspace.topicPrefix, '--out', folder]
    const wrong = await ilf([...record, '--set', 'gate.threshold=0.7'], temporaryFolder())
    expect(wrong.stderr).toContain('has run with another configuration')
    expect(await ilf(record, temporaryFolder())).toMatchObject({ exitCode: 0 })
    const { comparisons, first } = await replayRecording(folder)
    expect(first === null ? '' : divergenceLines(first).join('\n'), `ILF_SEED=${SEED}`).toBe('')
    expect(comparisons.map(({ topology, tasks }) => [topology, tasks])).toEqual(
      group.map(({ name, tasks }) => [name, tasks === 'single' ? 1 : PARTITIONS]),
    )
    if (process.env.ILF_GOLDEN !== undefined) cpSync(folder, process.env.ILF_GOLDEN, { recursive: true })
  })
})
