/** A member of a group as a process of its own, to be killed, frozen or told to leave: prints what it does, line by line. */
import { KafkaRuntime } from '../../../src/runtime/kafka/kafka-runtime.ts'
import { pairs } from './pairs.ts'

const [settings = '{}'] = process.argv.slice(2)
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
let taken = 0

const member = new KafkaRuntime({
  ...JSON.parse(settings),
  topologies: [pairs],
  config: {},
  configDigest: 'test',
  onTaken: (count: number) => {
    if (taken === 0) print({ event: 'taken' })
    taken += count
  },
  onError: ({ code, message }) => print({ event: 'error', code, message }),
})

process.on('SIGTERM', () => {
  void member.stop().then(() => process.exit(0))
})
setInterval(
  () => print({ event: 'status', status: member.status(), taken, rssMb: process.memoryUsage().rss / 2 ** 20 }),
  50,
)
await member.start()
