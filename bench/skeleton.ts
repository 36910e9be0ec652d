import { DEFAULT_CONFIG } from '../src/config/config.ts'
import { recordingSource, SHIPPED_CANDLES } from '../src/connectors/recordings/index.ts'
import { EmbeddedRuntime } from '../src/runtime/embedded/embedded-runtime.ts'
import { openStorage } from '../src/runtime/embedded/storage/open-storage.ts'
import { topologies } from '../src/topologies/index.ts'

const t0 = performance.now()
const source = await recordingSource({ candles: SHIPPED_CANDLES })
console.log('scan', performance.now() - t0)
const storage = openStorage(process.argv[2] ?? ':memory:', { retain: true })
const rt = new EmbeddedRuntime({ topologies, config: DEFAULT_CONFIG, configDigest: 'x', storage })
const t1 = performance.now()
console.log(await rt.run(source))
const dt = performance.now() - t1
console.log('run', dt, rt.records, (rt.records / dt) * 1000)
for (const { topic, endOffset } of storage.topics()) console.log(topic, endOffset)
const count = new Map<string, number>()
const tally = (k: string) => count.set(k, (count.get(k) ?? 0) + 1)
import { Serde } from '../src/records/serde.ts'
import { topicsByName } from '../src/topics.ts'
import { LocalSchemas } from '../src/runtime/embedded/local-schemas.ts'
const serde = new Serde(new LocalSchemas(storage.meta('schemas')))
const read = (n: string) => [...storage.read(n, 0)].map((r) => serde.decode(topicsByName.get(n)!.codec, r.value) as any)
for (const d of read('signal.decision')) tally(`decision ${d.reason}`)
for (const d of read('plan.decision')) tally(`plan ${d.stage} ${d.outcome} ${d.reason}`)
for (const d of read('exit.plan')) tally(`plan.cause ${d.cause}`)
for (const d of read('position.update')) tally(`position ${d.status} ${d.exit_cause}`)
for (const d of read('execution.report')) tally(`report ${d.status} ${d.error_code}`)
for (const d of read('dead.letter')) tally(`dead ${d.error_code} ${d.error} ${d.topology}`)
console.log([...count].sort())
console.log(read('account.state').at(-1))
console.log('cpu', process.cpuUsage())
