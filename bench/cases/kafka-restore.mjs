/** Time until a member that starts with nothing has a million changelog entries back, against plainly reading them. */
import { fileURLToPath } from 'node:url'
import { changelogTopic } from '../../dist/runtime/kafka/lane/changelog.js'
import { committed, plainClient, recordsIn } from '../kafka/cluster.mjs'
import { ENTRIES_PER_INPUT, numbers, seeds, sums } from '../kafka/numbers.mjs'
import { producing } from '../kafka/producing.mjs'
import { startProgram } from '../kafka/program.mjs'
import { prepareCluster } from '../kafka/schema-serde.mjs'
import { withKafka } from '../kafka/services.mjs'
import { perSecond, round } from '../support/measure.mjs'

const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const ENTRIES = Number(process.env.ILF_BENCH_ENTRIES ?? 1_000_000)
const LANES = 8
const SYMBOLS = 1_000

await withKafka(async ({ brokers, registryUrl }) => {
  const settings = { brokers, registryUrl, topicPrefix: 'restore-', groupId: 'restore' }
  const serde = await prepareCluster(settings, [numbers])
  const kafka = plainClient(brokers)
  const admin = kafka.admin()
  await admin.connect()
  const inputs = Array.from({ length: ENTRIES / ENTRIES_PER_INPUT }, (_, number) => {
    const value = { symbol: `S${number % SYMBOLS}`, event_time: 1_765_650_000_000 + number, number }
    return {
      kind: 'seed',
      key: value.symbol,
      timestamp: String(value.event_time),
      value: serde.encode(seeds.codec, value),
    }
  })
  await producing(kafka, (send) => send(inputs, { seed: settings.topicPrefix + seeds.name }))
  const member = () =>
    startProgram([file('../kafka/member.mjs'), JSON.stringify({ ...settings, topologies: ['numbers'] })], {})

  const writer = member()
  while ((await committed(admin, settings.groupId, [settings.topicPrefix + seeds.name])) < inputs.length) await pause()
  await writer.stop()
  const outputs = await recordsIn(admin, settings.topicPrefix + sums.name)
  if (outputs < inputs.length) throw new Error(`${outputs} outputs for ${inputs.length} inputs`)

  const restored = member()
  const { t } = await restored.event(`lanes-${LANES}`)
  const seconds = (t - restored.spawnedAtMs) / 1000
  const { peakMb } = restored.usage()
  await restored.stop()

  const changelog = settings.topicPrefix + changelogTopic(settings.groupId, numbers.name)
  const environment = {
    BROKERS: brokers.join(','),
    GROUP_ID: 'read-changelog',
    TICKS: changelog,
    RECORDS: String(ENTRIES),
  }
  const reader = startProgram([file('../kafka/limits.mjs'), 'consume'], environment)
  const read = await reader.event('done')
  await reader.stop('SIGKILL')
  const line = {
    case: 'kafka-restore',
    entries: ENTRIES,
    from_spawn_s: round(seconds),
    entries_per_s: perSecond(ENTRIES, seconds * 1000),
    peak_mb: peakMb,
    plain_read_s: round(read.seconds),
    of_plain_read: round(read.seconds / seconds),
  }
  console.log(JSON.stringify(line))
  await admin.disconnect()
})

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 100))
}
