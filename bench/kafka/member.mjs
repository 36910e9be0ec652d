/**
 * A member as a program: `node member.mjs '{"topologies":["trade-intent"],"brokers":[…],"registryUrl":…,"groupId":…}'`.
 * `"topologies":["numbers"]` runs the one of `numbers.mjs`. Says `first_record` when it takes its first input and
 * `lanes-<n>` when n lanes are assigned and restored.
 */
import { DEFAULT_CONFIG } from '../../dist/config/config.js'
import { KafkaRuntime } from '../../dist/runtime/kafka/kafka-runtime.js'
import { topologies as shipped } from '../../dist/topologies/index.js'
import { numbers } from './numbers.mjs'

const { topologies, ...settings } = JSON.parse(process.argv[2])
const known = [...shipped, numbers]
const say = (event) => console.log(JSON.stringify({ event, t: Date.now() }))
let seen = false
const member = new KafkaRuntime({
  ...settings,
  topologies: topologies.map((name) => known.find((topology) => topology.name === name)),
  config: DEFAULT_CONFIG,
  configDigest: 'bench',
  onTaken: () => {
    if (!seen) say('first_record')
    seen = true
  },
  onError: ({ code, message }) => console.error(`${code}: ${message}`),
})
process.on('SIGTERM', async () => {
  await member.stop()
  process.exit(0)
})
await member.start()
let told = ''
setInterval(() => {
  const { state, lanes } = member.status()
  const now = state === 'running' ? `lanes-${lanes.length}` : ''
  if (now !== told && now !== '') say(now)
  told = now
}, 10)
