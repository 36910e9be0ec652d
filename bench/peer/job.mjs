/**
 * The peer job as a program the harness can measure: BROKERS GROUP_ID TICKS SIGNALS INTENTS from the environment,
 * `{"event":"first_record","t":ms}` on stdout, an end on SIGTERM. It is always exactly once, keeps its state in the
 * changelog, runs on one thread and commits as soon as there is an output, so GUARANTEE, STATE_DIR, THREADS and
 * COMMIT_INTERVAL_MS change nothing.
 */
import { KafkaRuntime } from '../../dist/runtime/kafka/kafka-runtime.js'
import { createTopics } from '../../dist/runtime/kafka/topics/topic-admin.js'
import { keptForEver, plannedTopics } from '../../dist/runtime/kafka/topics/topic-plan.js'
import { peerJoin, peerTopics } from '../../examples/peer-join/topology.mjs'
import { fixedRegistry } from './registry.mjs'

const event = (name) => console.log(JSON.stringify({ event: name, t: Date.now() }))
const { BROKERS = '127.0.0.1:9092', GROUP_ID = 'peer-join', TICKS, SIGNALS, INTENTS, GUARANTEE } = process.env
if (GUARANTEE !== undefined && GUARANTEE !== 'exactly_once_v2')
  console.error(`GUARANTEE=${GUARANTEE} is ignored: this runtime knows exactly once only`)

const topics = peerTopics({ ticks: TICKS, signals: SIGNALS, intents: INTENTS })
const topologies = [peerJoin(topics)]
const cluster = { brokers: BROKERS.split(',') }
await createTopics(cluster, plannedTopics(GROUP_ID, topologies).map(keptForEver))
const registry = await fixedRegistry({
  [`${topics.tick.name}-value`]: 1,
  [`${topics.signal.name}-value`]: 2,
  [`${topics.intent.name}-value`]: 3,
})
let seen = false
const runtime = new KafkaRuntime({
  ...cluster,
  registryUrl: registry.url,
  groupId: GROUP_ID,
  topologies,
  config: {},
  configDigest: 'peer',
  onTaken: () => {
    if (!seen) event('first_record')
    seen = true
  },
  onError: (error) => console.error(`${error.code}: ${error.message}`),
})
for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, async () => {
    await runtime.stop()
    process.exit(0)
  })
event('start')
await runtime.start()
