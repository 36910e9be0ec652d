/** The driver contract on Kafka: members of a group on a real broker, killed without a good-bye where a test says so. */
import { setImmediate } from 'node:timers/promises'
import type { KafkaRuntime } from '../../src/runtime/kafka/kafka-runtime.ts'
import type { Topic } from '../../src/topology/topic.ts'
import { type ContractResult, type ContractRun, driverContract, type ReadBack } from '../contract/driver.ts'
import type { TopicRecord } from '../support/broker/topic-record.ts'
import { describeKafka, type KafkaServices } from '../support/kafka-services.ts'
import { until, untilCaughtUp } from './support/until.ts'
import { Workspace, withPartitions } from './support/workspace.ts'

/** How a member dies: after so many inputs, within the step that takes them or a moment later. */
interface Crash {
  readonly after: number
  readonly within: boolean
}

/** A second of patience with sources at their end: what one task causes has reached the next by then. */
const IDLE_WAIT_MS = 1_000

async function runOn(services: KafkaServices, run: ContractRun): Promise<ContractResult> {
  const { topologies, inputs, partitions = 1 } = run
  const workspace = new Workspace(
    services,
    topologies.map((topology) => withPartitions(topology, partitions)),
  )
  await workspace.create()
  await workspace.publish(inputs)
  const after = run.crashEvery ?? Number.POSITIVE_INFINITY
  const lives = Math.floor(inputs.length / after)
  for (let life = 0; life < lives; life++) {
    // Dying within a step leaves everything undone; dying a little later cuts a commit in two.
    await runMember(workspace, partitions, { after, within: life % 2 === 0 })
  }
  await runMember(workspace, partitions, null)
  const read = new Map<string, readonly TopicRecord[]>()
  for (const name of ['counts', 'echoes', 'dead.letter']) {
    if (topologies.some(({ sinks }) => name === 'dead.letter' || sinks.some(({ topic }) => topic.name === name))) {
      read.set(name, await workspace.read(name))
    }
  }
  return {
    read: <V>(topic: Topic<V>) => (read.get(topic.name) ?? []).map((record) => readBack(workspace, topic, record)),
  }
}

/** Runs one member until all is done, or until it has taken so many inputs: then it dies. */
async function runMember(workspace: Workspace<{ start: number }>, lanes: number, crash: Crash | null): Promise<void> {
  let taken = 0
  let dying: Promise<void> | null = null
  const halts: Error[] = []
  const member = workspace.member({
    config: { start: 0 },
    timing: { idleWaitMs: IDLE_WAIT_MS },
    onTaken: (count) => {
      taken += count
      if (crash === null || taken < crash.after || dying !== null) return
      dying = crash.within ? member.abandon() : setImmediate().then(() => member.abandon())
    },
    onError: (error) => {
      if (error.errorClass === 'halt') halts.push(error)
    },
  })
  await member.start()
  await until('the member is done or dead', () => dying !== null || halts.length > 0 || isDone(member, lanes))
  if (halts[0] !== undefined) throw halts[0]
  if (dying === null) await untilCaughtUp([member], lanes)
  await (dying ?? member.stop())
}

function isDone(member: KafkaRuntime<{ start: number }>, lanes: number): boolean {
  const status = member.status()
  return status.lanes.length === lanes && status.lanes.every(({ isCaughtUp }) => isCaughtUp)
}

function readBack<V>(workspace: Workspace<{ start: number }>, topic: Topic<V>, record: TopicRecord): ReadBack<V> {
  const { key, timestamp, headers, value } = record
  return { key: String(key), timestamp, traceId: headers['trace-id'] ?? null, value: workspace.decode(topic, value) }
}

describeKafka('the Kafka driver', (services) => {
  driverContract({ name: 'Kafka', run: (contract) => runOn(services, contract) })
})
